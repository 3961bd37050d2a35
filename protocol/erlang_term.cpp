#include "protocol/erlang_term.hpp"

#include <algorithm>

namespace leveret::protocol {

std::string erlang_binary(Bytes octets) {
    if (octets.empty()) return "<<>>";
    const bool printable = std::all_of(octets.begin(), octets.end(),
                                       [](char octet) { return octet >= ' ' && octet <= '~'; });
    std::string text = "<<";
    if (printable) {
        text += '"';
        for (const char octet : octets) {
            if (octet == '"' || octet == '\\') text += '\\';
            text += octet;
        }
        return text + "\">>";
    }
    return erlang_octets(octets);
}

std::string erlang_octets(Bytes octets) {
    std::string text = "<<";
    for (const char octet : octets) {
        if (text.size() > 2) text += ',';
        text += std::to_string(static_cast<unsigned char>(octet));
    }
    return text + ">>";
}

std::string payload_snippet(Bytes payload) {
    constexpr std::size_t snippet_octets = 16;
    const std::string amount = payload.size() <= snippet_octets ? "all" : "first 16";
    return amount + " octets = " + erlang_binary(payload.substr(0, snippet_octets));
}

}  // namespace leveret::protocol
