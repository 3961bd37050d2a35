#include "protocol/reader.hpp"

#include <utility>

namespace leveret::protocol {

namespace {

/// The length of the character that `octets` begin with; 0 if it is malformed.
std::size_t character_octets(Bytes octets) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(octets[i]); };
    const auto continues = [&](std::size_t i) {
        return i < octets.size() && (at(i) & 0xC0) == 0x80;
    };
    const unsigned first = at(0);
    if (first < 0x80) return 1;
    if (first < 0xC2) return 0;  // a continuation, or a longer form than needed
    if (first < 0xE0) return continues(1) ? 2 : 0;
    if (first < 0xF0) {
        if (!continues(1) || !continues(2)) return 0;
        const bool overlong = first == 0xE0 && at(1) < 0xA0;
        const bool surrogate = first == 0xED && at(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first > 0xF4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    const bool overlong = first == 0xF0 && at(1) < 0x90;
    const bool beyond = first == 0xF4 && at(1) >= 0x90;
    return overlong || beyond ? 0 : 4;
}

bool is_ascii(Bytes octets) {
    unsigned char seen = 0;
    for (const char octet : octets) seen |= static_cast<unsigned char>(octet);
    return seen < 0x80;
}

}  // namespace

bool is_utf8(Bytes octets) {
    if (is_ascii(octets)) return true;  // nearly every name there is
    while (!octets.empty()) {
        const std::size_t length = character_octets(octets);
        if (length == 0) return false;
        octets.remove_prefix(length);
    }
    return true;
}

Bytes Reader::shortstr() {
    const Bytes octets = short_octets();
    if (is_utf8(octets)) [[likely]]
        return octets;
    fail(Flaw::utf8);
    return {};
}

Bytes Reader::table_octets() {
    const Bytes octets = longstr();
    check_entries(octets, 1);
    return failed() ? Bytes{} : octets;
}

Table Reader::table() {
    return entries(longstr(), 1);
}

Table Reader::entries() {
    return entries(std::exchange(rest_, {}), 1);
}

Table Reader::entries(Bytes octets, int depth) {
    Table table;
    if (depth > max_depth) fail(Flaw::malformed);
    const Bytes behind = std::exchange(rest_, failed() ? Bytes{} : octets);
    while (!rest_.empty()) {
        const Bytes name = short_octets();
        FieldValue field_value = value(depth);
        if (!failed()) table.fields.push_back({std::string(name), std::move(field_value)});
    }
    rest_ = failed() ? Bytes{} : behind;
    return table;
}

Array Reader::elements(Bytes octets, int depth) {
    Array array;
    if (depth > max_depth) fail(Flaw::malformed);
    const Bytes behind = std::exchange(rest_, failed() ? Bytes{} : octets);
    while (!rest_.empty()) {
        FieldValue element = value(depth);
        if (!failed()) array.push_back(std::move(element));
    }
    rest_ = failed() ? Bytes{} : behind;
    return array;
}

FieldValue Reader::value(int depth) {
    const auto type = static_cast<FieldType>(octet());
    const auto whole = [&](auto number) {
        return FieldValue{type, static_cast<std::int64_t>(number)};
    };
    switch (type) {
        case FieldType::longstr:
        case FieldType::binary:
            return {type, std::string(longstr())};
        case FieldType::boolean:
            return {type, octet() != 0};
        case FieldType::signed_octet:
            return whole(static_cast<std::int8_t>(octet()));
        case FieldType::octet:
            return whole(octet());
        case FieldType::signed_short:
            return whole(static_cast<std::int16_t>(short_()));
        case FieldType::short_:
            return whole(short_());
        case FieldType::signed_long:
            return whole(static_cast<std::int32_t>(long_()));
        case FieldType::long_:
            return whole(long_());
        case FieldType::longlong:
        case FieldType::longlong_upper:
            return whole(longlong());
        case FieldType::float_:
            return {type, std::bit_cast<float>(long_())};
        case FieldType::double_:
            return {type, std::bit_cast<double>(longlong())};
        case FieldType::timestamp:
            return {type, Timestamp{longlong()}};
        case FieldType::decimal: {
            const std::uint8_t scale = octet();
            return {type, Decimal{scale, long_()}};
        }
        case FieldType::table:
            return {type, entries(longstr(), depth + 1)};
        case FieldType::array:
            return {type, elements(longstr(), depth + 1)};
        case FieldType::void_:
            return {};
    }
    fail(Flaw::malformed);
    return {};
}

void Reader::check_entries(Bytes octets, int depth) {
    if (depth > max_depth) fail(Flaw::malformed);
    const Bytes behind = std::exchange(rest_, failed() ? Bytes{} : octets);
    while (!rest_.empty()) {
        short_octets();
        check_value(depth);
    }
    rest_ = failed() ? Bytes{} : behind;
}

void Reader::check_elements(Bytes octets, int depth) {
    if (depth > max_depth) fail(Flaw::malformed);
    const Bytes behind = std::exchange(rest_, failed() ? Bytes{} : octets);
    while (!rest_.empty()) check_value(depth);
    rest_ = failed() ? Bytes{} : behind;
}

void Reader::check_value(int depth) {
    switch (static_cast<FieldType>(octet())) {
        case FieldType::longstr:
        case FieldType::binary:
            take(long_());
            return;
        case FieldType::boolean:
        case FieldType::signed_octet:
        case FieldType::octet:
            take(1);
            return;
        case FieldType::signed_short:
        case FieldType::short_:
            take(2);
            return;
        case FieldType::signed_long:
        case FieldType::long_:
        case FieldType::float_:
            take(4);
            return;
        case FieldType::decimal:
            take(5);
            return;
        case FieldType::longlong:
        case FieldType::longlong_upper:
        case FieldType::double_:
        case FieldType::timestamp:
            take(8);
            return;
        case FieldType::table:
            check_entries(longstr(), depth + 1);
            return;
        case FieldType::array:
            check_elements(longstr(), depth + 1);
            return;
        case FieldType::void_:
            return;
    }
    fail(Flaw::malformed);
}

}  // namespace leveret::protocol
