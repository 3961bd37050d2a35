#include "protocol/properties.hpp"
#include "protocol/reader.hpp"
#include "tests/fuzz/targets.hpp"

namespace leveret::fuzz {

namespace {

void check_table(protocol::Bytes octets) {
    const auto table = protocol::decode_table(octets);
    if (!table) return;
    const std::string once = protocol::encode_table(*table);
    if (once.size() != octets.size()) throw Finding("a table has grown or shrunk");
    const auto again = protocol::decode_table(once);
    if (!again) throw Finding("a table that was written cannot be read");
    if (protocol::encode_table(*again) != once) throw Finding("a table was written in two ways");
    for (const protocol::Field& field : table->fields) {
        static_cast<void>(protocol::describe(&field.value));
    }
}

void check_properties(protocol::Bytes octets) {
    const auto properties = protocol::Properties::decode(octets);
    const auto view = protocol::view_properties(octets);
    if (properties.has_value() != view.has_value()) {
        throw Finding("properties are good when copied and bad in place, or the other way round");
    }
    if (!properties) return;
    const bool has_headers = view->has(protocol::Property::headers);
    if (has_headers != properties->headers.has_value()) throw Finding("headers came or went");
    const std::string once = properties->encode();
    const auto again = protocol::Properties::decode(once);
    if (!again) throw Finding("properties that were written cannot be read");
    if (again->encode() != once) throw Finding("properties were written in two ways");
}

}  // namespace

void tables(protocol::Bytes octets) {
    check_table(octets);
    check_properties(octets);
}

}  // namespace leveret::fuzz
