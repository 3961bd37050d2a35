#include "protocol/result.hpp"

#include <stdexcept>

namespace leveret::protocol {

namespace {

bool continues_character(char octet) {
    return (static_cast<unsigned char>(octet) & 0xC0) == 0x80;
}

/// The length of the longest beginning of `text` that ends between characters and fits.
std::size_t fitting_octets(const std::string& text, std::size_t max_octets) {
    if (text.size() <= max_octets) return text.size();
    std::size_t octets = max_octets;
    // A character has at most three continuing octets: more of them is no UTF-8, cut anywhere.
    for (int back = 0; back < 3 && octets > 0 && continues_character(text[octets]); ++back) {
        octets -= 1;
    }
    return continues_character(text[octets]) ? max_octets : octets;
}

}  // namespace

std::string reply_text(const Error& error) {
    std::string text{name(error.code)};
    if (!error.text.empty()) text.append(" - ").append(error.text);
    if (text.size() > 255) text.replace(fitting_octets(text, 252), text.size(), "...");
    return text;
}

void throw_exception_from_error(const Error& error, const boost::source_location& at) {
    throw std::logic_error("unchecked result at " + at.to_string() + ": " + reply_text(error));
}

}  // namespace leveret::protocol
