#include "protocol/writer.hpp"

#include <cassert>

namespace leveret::protocol {

char* Writer::room(std::size_t octets) {
    octets_ += octets;
    if (output_ != nullptr) return output_->extend(octets);
    if (buffer_ == nullptr) return nullptr;
    const std::size_t old_size = buffer_->size();
    buffer_->resize(old_size + octets);
    return buffer_->data() + old_size;
}

void Writer::raw(Bytes octets) {
    if (octets.empty()) return;
    if (char* at = room(octets.size())) std::memcpy(at, octets.data(), octets.size());
}

void Writer::shortstr(Bytes value) {
    assert(value.size() < 256);
    const Bytes fitting = value.substr(0, 255);
    octet(static_cast<std::uint8_t>(fitting.size()));
    raw(fitting);
}

void Writer::longstr(Bytes value) {
    long_(static_cast<std::uint32_t>(value.size()));
    raw(value);
}

void Writer::table(const Table& value) {
    const auto write = [&](Writer& to) { to.entries(value); };
    long_(length_of(write));
    write(*this);
}

void Writer::entries(const Table& table) {
    for (const Field& field : table.fields) {
        shortstr(field.name);
        value(field.value);
    }
}

void Writer::elements(const Array& array) {
    for (const FieldValue& element : array) value(element);
}

void Writer::number(FieldType type, std::int64_t value) {
    switch (type) {
        case FieldType::signed_octet:
        case FieldType::octet:
            return octet(static_cast<std::uint8_t>(value));
        case FieldType::signed_short:
        case FieldType::short_:
            return short_(static_cast<std::uint16_t>(value));
        case FieldType::signed_long:
        case FieldType::long_:
            return long_(static_cast<std::uint32_t>(value));
        default:
            return longlong(static_cast<std::uint64_t>(value));
    }
}

void Writer::value(const FieldValue& value) {
    struct Visitor {
        Writer& to;
        FieldType type;
        void operator()(std::monostate) const {}
        void operator()(bool truth) const { to.octet(truth ? 1 : 0); }
        void operator()(std::int64_t whole) const { to.number(type, whole); }
        void operator()(float real) const { to.long_(std::bit_cast<std::uint32_t>(real)); }
        void operator()(double real) const { to.longlong(std::bit_cast<std::uint64_t>(real)); }
        void operator()(Timestamp time) const { to.longlong(time.seconds); }
        void operator()(Decimal decimal) const {
            to.octet(decimal.scale);
            to.long_(decimal.value);
        }
        void operator()(const std::string& text) const { to.longstr(text); }
        void operator()(const Table& table) const { to.table(table); }
        void operator()(const Array& array) const {
            const auto write = [&](Writer& writer) { writer.elements(array); };
            to.long_(to.length_of(write));
            write(to);
        }
    };
    octet(static_cast<std::uint8_t>(value.type));
    std::visit(Visitor{*this, value.type}, value.data);
}

}  // namespace leveret::protocol
