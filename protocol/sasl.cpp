#include "protocol/sasl.hpp"

#include "protocol/methods/connection_handshake.hpp"
#include "protocol/properties.hpp"

namespace leveret::protocol {

namespace {

Error malformed(std::string text) {
    return {ReplyCode::syntax_error, std::move(text), ConnectionStartOk::id};
}

Result<Credentials> read_plain(Bytes response) {
    if (!response.starts_with('\0')) return malformed("PLAIN response invalid");
    const std::size_t separator = response.find('\0', 1);
    if (separator == Bytes::npos) return malformed("PLAIN response invalid");
    const Bytes password = response.substr(separator + 1);
    if (password.find('\0') != Bytes::npos) return malformed("PLAIN response invalid");
    return Credentials{std::string(response.substr(1, separator - 1)), std::string(password)};
}

Result<Credentials> read_amqplain(Bytes response) {
    const auto table = decode_table(response);
    if (!table) return malformed("AMQPLAIN response invalid");
    const FieldValue* login = table->find("LOGIN");
    const FieldValue* password = table->find("PASSWORD");
    if (login == nullptr || password == nullptr || !login->text() || !password->text()) {
        return malformed("AMQPLAIN auth info is missing LOGIN or PASSWORD field");
    }
    return Credentials{std::string(*login->text()), std::string(*password->text())};
}

bool is_word_of(Bytes word, Bytes words) {
    while (!words.empty()) {
        const std::size_t length = std::min(words.find(' '), words.size());
        if (words.substr(0, length) == word) return !word.empty();
        words.remove_prefix(std::min(length + 1, words.size()));
    }
    return false;
}

}  // namespace

Result<Credentials> read_credentials(Bytes mechanism, Bytes response, Bytes offered) {
    const bool known = mechanism == "PLAIN" || mechanism == "AMQPLAIN" || mechanism == "ANONYMOUS";
    if (!known || !is_word_of(mechanism, offered)) {
        return Error{ReplyCode::command_invalid,
                     std::string(known ? "invalid" : "unknown") + " authentication mechanism '" +
                         std::string(mechanism) + "'",
                     ConnectionStartOk::id};
    }
    if (mechanism == "PLAIN") return read_plain(response);
    if (mechanism == "AMQPLAIN") return read_amqplain(response);
    return Credentials{};
}

Buffer plain_response(const Credentials& credentials) {
    return '\0' + credentials.user + '\0' + credentials.password;
}

}  // namespace leveret::protocol
