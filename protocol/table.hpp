#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/bytes.hpp"

namespace leveret::protocol {

/// The letter in front of a field value.                              @spec 4.2.5.5, B074, B075
enum class FieldType : char {
    longstr = 'S',
    boolean = 't',
    signed_octet = 'b',
    octet = 'B',
    signed_short = 's',
    short_ = 'u',
    signed_long = 'I',
    long_ = 'i',
    longlong = 'l',
    longlong_upper = 'L',  // the same as `l`; read, and given back as it came
    float_ = 'f',
    double_ = 'd',
    timestamp = 'T',
    decimal = 'D',
    table = 'F',
    array = 'A',
    binary = 'x',
    void_ = 'V',
};

struct Field;
struct FieldValue;
using Array = std::vector<FieldValue>;

/// Seconds since 1970, unsigned.                                      B076
struct Timestamp {
    std::uint64_t seconds = 0;
    friend bool operator==(Timestamp, Timestamp) = default;
};

/// `value / 10^scale`.                                                B076
struct Decimal {
    std::uint8_t scale = 0;
    std::uint32_t value = 0;
    friend bool operator==(Decimal, Decimal) = default;
};

/// Octets that are no text: type `x`.
struct Binary {
    Buffer octets;
};

/// A field table: names and values in the order in which they came.   @spec 4.2.5.5
struct Table {
    std::vector<Field> fields;

    // Made in table.cpp, where a Field is whole: it holds values, and these may hold tables.
    Table();
    Table(const Table&);
    Table(Table&&) noexcept;
    Table& operator=(const Table&);
    Table& operator=(Table&&) noexcept;
    ~Table();
    /// `Table{{"a", "text"}, {"n", 5}}`
    Table(std::initializer_list<Field> list);

    bool empty() const;
    std::size_t size() const;
    /// The first value of this name, or nullptr.
    const FieldValue* find(Bytes name) const;
    /// Replaces the value of this name in its place, or adds it at the end.
    void set(Bytes name, FieldValue value);
    /// Removes every value of this name; says whether there was one.
    bool erase(Bytes name);
    /// The table of this name, or nullptr if there is none or it is no table.
    const Table* table(Bytes name) const;
    /// Equal names and values in the same order.
    friend bool operator==(const Table& left, const Table& right);
};

/// One value with its wire type, so that it is written in the very octets in which it was read.
/// Every integer type is held as a signed 64-bit number, which none of them exceeds.
struct FieldValue {
    using Data = std::variant<std::monostate, bool, std::int64_t, float, double, Timestamp, Decimal,
                              std::string, Array, Table>;
    FieldType type = FieldType::void_;
    Data data;

    FieldValue() = default;  // void
    FieldValue(FieldType type_of_data, Data value) : type(type_of_data), data(std::move(value)) {}
    FieldValue(const char* text) : FieldValue(FieldType::longstr, std::string(text)) {}
    FieldValue(Bytes text) : FieldValue(FieldType::longstr, std::string(text)) {}
    FieldValue(std::string text) : FieldValue(FieldType::longstr, std::move(text)) {}
    FieldValue(std::same_as<bool> auto value) : FieldValue(FieldType::boolean, Data(value)) {}
    /// The wire type follows the C++ type; unsigned 64-bit numbers go as `l`.
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) FieldValue(Integer value)
        : FieldValue(type_of_integer<Integer>(), Data(static_cast<std::int64_t>(value))) {}
    FieldValue(float value) : FieldValue(FieldType::float_, Data(value)) {}
    FieldValue(double value) : FieldValue(FieldType::double_, Data(value)) {}
    FieldValue(Timestamp value) : FieldValue(FieldType::timestamp, Data(value)) {}
    FieldValue(Decimal value) : FieldValue(FieldType::decimal, Data(value)) {}
    FieldValue(Binary value) : FieldValue(FieldType::binary, Data(std::move(value.octets))) {}
    FieldValue(Table value) : FieldValue(FieldType::table, Data(std::move(value))) {}
    FieldValue(Array value) : FieldValue(FieldType::array, Data(std::move(value))) {}

    /// The text of a long string; of no other type.
    std::optional<Bytes> text() const;
    /// The number of any integer type.
    std::optional<std::int64_t> integer() const;
    /// The number of any integer, float, double or decimal type.
    std::optional<double> number() const;
    std::optional<bool> boolean() const;
    /// The table or array that it is, or nullptr.
    const Table* table() const { return std::get_if<Table>(&data); }
    const Array* array() const { return std::get_if<Array>(&data); }
    /// Equal types and values; numbers of different wire types differ.
    friend bool operator==(const FieldValue& left, const FieldValue& right);

  private:
    template <class Integer>
    static constexpr FieldType type_of_integer() {
        constexpr bool is_signed = std::signed_integral<Integer>;
        switch (sizeof(Integer)) {
            case 1:
                return is_signed ? FieldType::signed_octet : FieldType::octet;
            case 2:
                return is_signed ? FieldType::signed_short : FieldType::short_;
            case 4:
                return is_signed ? FieldType::signed_long : FieldType::long_;
            default:
                return FieldType::longlong;
        }
    }
};

/// One entry of a table; the name has at most 255 octets.
struct Field {
    std::string name;
    FieldValue value;
    friend bool operator==(const Field&, const Field&) = default;
};

/// The type as RabbitMQ names it: `longstr`, `signedint`, ...         B014
Bytes type_name(FieldType type);
inline Bytes type_name(const FieldValue& value) {
    return type_name(value.type);
}

/// The value as RabbitMQ prints it in a refusal: text as it is, anything else as an Erlang term.
std::string print(const FieldValue& value);

/// `the value '10' of type 'signedint'`, or `none` for nullptr.        B012, B013
std::string describe(const FieldValue* value);

}  // namespace leveret::protocol
