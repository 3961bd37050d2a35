#pragma once

#include <cstdint>

#include "protocol/bytes.hpp"
#include "protocol/output.hpp"
#include "protocol/table.hpp"

namespace leveret::protocol {

/// Fields into octets at the end of a Buffer or an Output, or only counted.  @spec 4.2.5
/// Its calls mirror Reader's, so that one description of a method serves both.
class Writer {
  public:
    Writer() = default;  // counts only
    explicit Writer(Buffer& buffer) : buffer_(&buffer) {}
    explicit Writer(Output& output) : output_(&output) {}

    /// How many octets were written, or would have been.
    std::size_t octets() const { return octets_; }

    void octet(std::uint8_t value) { integer(value); }
    void short_(std::uint16_t value) { integer(value); }
    void long_(std::uint32_t value) { integer(value); }
    void longlong(std::uint64_t value) { integer(value); }
    /// Invariant: at most 255 octets; what is over is cut off.
    void shortstr(Bytes value);
    void longstr(Bytes value);
    void table(const Table& value);
    /// Up to eight bits in one octet, the first in its lowest bit.
    void bits(const auto&... flags) {
        static_assert(sizeof...(flags) <= 8);
        unsigned octet_of_bits = 0;
        unsigned position = 0;
        ((octet_of_bits |= (flags ? 1U : 0U) << position++), ...);
        octet(static_cast<std::uint8_t>(octet_of_bits));
    }
    void reserved_short() { short_(0); }
    void reserved_bit() { octet(0); }
    void reserved_shortstr() { octet(0); }
    void reserved_longstr() { long_(0); }

    void raw(Bytes octets);
    /// A table's entries without their length.
    void entries(const Table& table);

  private:
    char* room(std::size_t octets);
    template <class Integer>
    void integer(Integer value) {
        if (char* at = room(sizeof value)) store_big(at, value);
    }
    /// What `write` will write. One that only counts need not know: it would count its innermost
    /// tables once for every table around them, and twice for each.
    std::uint32_t length_of(const auto& write) const {
        if (buffer_ == nullptr && output_ == nullptr) return 0;
        Writer counter;
        write(counter);
        return static_cast<std::uint32_t>(counter.octets());
    }
    void elements(const Array& array);
    void value(const FieldValue& value);
    void number(FieldType type, std::int64_t value);

    Buffer* buffer_ = nullptr;
    Output* output_ = nullptr;
    std::size_t octets_ = 0;
};

}  // namespace leveret::protocol
