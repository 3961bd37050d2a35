#include "protocol/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "protocol/erlang_term.hpp"

namespace leveret::protocol {

Table::Table() = default;
Table::Table(const Table&) = default;
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(const Table&) = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

Table::Table(std::initializer_list<Field> list) : fields(list) {}

bool Table::empty() const {
    return fields.empty();
}

std::size_t Table::size() const {
    return fields.size();
}

const FieldValue* Table::find(Bytes name) const {
    for (const Field& field : fields) {
        if (field.name == name) return &field.value;
    }
    return nullptr;
}

void Table::set(Bytes name, FieldValue value) {
    for (Field& field : fields) {
        if (field.name == name) {
            field.value = std::move(value);
            return;
        }
    }
    fields.push_back({std::string(name), std::move(value)});
}

bool Table::erase(Bytes name) {
    return std::erase_if(fields, [&](const Field& field) { return field.name == name; }) > 0;
}

const Table* Table::table(Bytes name) const {
    const FieldValue* value = find(name);
    return value == nullptr ? nullptr : value->table();
}

bool operator==(const Table& left, const Table& right) {
    return left.fields == right.fields;
}

bool operator==(const FieldValue& left, const FieldValue& right) {
    return left.type == right.type && left.data == right.data;
}

std::optional<Bytes> FieldValue::text() const {
    if (type != FieldType::longstr) return std::nullopt;
    return std::get<std::string>(data);
}

std::optional<std::int64_t> FieldValue::integer() const {
    const auto* value = std::get_if<std::int64_t>(&data);
    return value == nullptr ? std::nullopt : std::optional{*value};
}

std::optional<double> FieldValue::number() const {
    if (const auto value = integer()) return static_cast<double>(*value);
    if (const auto* value = std::get_if<float>(&data)) return *value;
    if (const auto* value = std::get_if<double>(&data)) return *value;
    if (const auto* value = std::get_if<Decimal>(&data)) {
        return value->value / std::pow(10.0, value->scale);
    }
    return std::nullopt;
}

std::optional<bool> FieldValue::boolean() const {
    const auto* value = std::get_if<bool>(&data);
    return value == nullptr ? std::nullopt : std::optional{*value};
}

Bytes type_name(FieldType type) {
    switch (type) {
        case FieldType::longstr:
            return "longstr";
        case FieldType::boolean:
            return "bool";
        case FieldType::signed_octet:
            return "byte";
        case FieldType::octet:
            return "unsignedbyte";
        case FieldType::signed_short:
            return "short";
        case FieldType::short_:
            return "unsignedshort";
        case FieldType::signed_long:
            return "signedint";
        case FieldType::long_:
            return "unsignedint";
        case FieldType::longlong:
        case FieldType::longlong_upper:
            return "long";
        case FieldType::float_:
            return "float";
        case FieldType::double_:
            return "double";
        case FieldType::timestamp:
            return "timestamp";
        case FieldType::decimal:
            return "decimal";
        case FieldType::table:
            return "table";
        case FieldType::array:
            return "array";
        case FieldType::binary:
            return "binary";
        case FieldType::void_:
            return "void";
    }
    return "unknown";
}

namespace {

std::string shortest(double number) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    std::string text(digits, end);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";  // as Erlang writes floats
    return text;
}

/// Appends the value to `text` as an Erlang term; the elements of tables and arrays with their
/// types:
/// `[{<<"a">>,signedint,1}]`, `[{longstr,<<"a">>}]`.
void append_term(std::string& text, const FieldValue& value);

struct AppendTerm {
    std::string& text;

    void operator()(std::monostate) const { text += "undefined"; }
    void operator()(bool truth) const { text += truth ? "true" : "false"; }
    void operator()(std::int64_t number) const { text += std::to_string(number); }
    void operator()(float number) const { text += shortest(number); }
    void operator()(double number) const { text += shortest(number); }
    void operator()(Timestamp time) const { text += std::to_string(time.seconds); }
    void operator()(Decimal number) const {
        text.append("{").append(std::to_string(number.scale));
        text.append(",").append(std::to_string(number.value)).append("}");
    }
    void operator()(const std::string& octets) const { text += erlang_binary(octets); }
    void operator()(const Array& array) const {
        text += '[';
        for (const FieldValue& element : array) {
            text.append(text.back() == '[' ? "{" : ",{").append(type_name(element)).append(",");
            append_term(text, element);
            text += '}';
        }
        text += ']';
    }
    void operator()(const Table& table) const {
        text += '[';
        for (const Field& field : table.fields) {
            text.append(text.back() == '[' ? "{" : ",{").append(erlang_binary(field.name));
            text.append(",").append(type_name(field.value)).append(",");
            append_term(text, field.value);
            text += '}';
        }
        text += ']';
    }
};

void append_term(std::string& text, const FieldValue& value) {
    std::visit(AppendTerm{text}, value.data);
}

}  // namespace

std::string print(const FieldValue& value) {
    if (const auto* octets = std::get_if<std::string>(&value.data)) return *octets;
    std::string text;
    append_term(text, value);
    return text;
}

std::string describe(const FieldValue* value) {
    if (value == nullptr) return "none";
    return std::string("the value '")
        .append(print(*value))
        .append("' of type '")
        .append(type_name(*value))
        .append("'");
}

}  // namespace leveret::protocol
