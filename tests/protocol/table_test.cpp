#include "protocol/table.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

struct TypeRow {
    char letter;
    std::string name;   // B014
    std::string value;  // encoded, without the letter
    std::string shown;  // by describe()
};

std::string test_name(const testing::TestParamInfo<TypeRow>& info) {
    return info.param.name + "_" + info.param.letter;
}

class FieldTypes : public testing::TestWithParam<TypeRow> {
  protected:
    Buffer entries_ = octets("01 'k'") + GetParam().letter + octets(GetParam().value);
};

TEST_P(FieldTypes, AreWrittenAsTheyWereRead) {  // @spec 4.2.5.5, B074 to B077
    const auto table = decode_table(entries_);

    ASSERT_TRUE(table);
    EXPECT_EQ(encode_table(*table), entries_);
}

TEST_P(FieldTypes, MayBeElementsOfArrays) {  // B077
    const Buffer element = entries_.substr(2);
    Buffer entries = octets("01 'a' 'A'");
    Writer{entries}.longstr(element + element);

    const auto table = decode_table(entries);

    ASSERT_TRUE(table);
    EXPECT_EQ(table->find("a")->array()->size(), 2U);
    EXPECT_EQ(encode_table(*table), entries);
}

TEST_P(FieldTypes, HaveRabbitMqsNames) {  // B012, B014
    const auto table = decode_table(entries_);

    ASSERT_TRUE(table);
    const FieldValue* value = table->find("k");
    EXPECT_EQ(type_name(*value), GetParam().name);
    EXPECT_EQ(describe(value),
              "the value '" + GetParam().shown + "' of type '" + GetParam().name + "'");
}

INSTANTIATE_TEST_SUITE_P(
    All, FieldTypes,
    testing::Values(TypeRow{'S', "longstr", "00 00 00 02 'hi'", "hi"},
                    TypeRow{'t', "bool", "01", "true"}, TypeRow{'b', "byte", "80", "-128"},
                    TypeRow{'B', "unsignedbyte", "ff", "255"}, TypeRow{'s', "short", "ff fe", "-2"},
                    TypeRow{'u', "unsignedshort", "ff fe", "65534"},
                    TypeRow{'I', "signedint", "ff ff ff ff", "-1"},
                    TypeRow{'i', "unsignedint", "ff ff ff ff", "4294967295"},
                    TypeRow{'l', "long", "80 00 00 00 00 00 00 00", "-9223372036854775808"},
                    TypeRow{'L', "long", "00 00 00 00 00 00 00 05", "5"},
                    TypeRow{'f', "float", "3f c0 00 00", "1.5"},
                    TypeRow{'d', "double", "40 10 00 00 00 00 00 00", "4.0"},
                    TypeRow{'T', "timestamp", "ff ff ff ff ff ff ff ff", "18446744073709551615"},
                    TypeRow{'D', "decimal", "02 00 00 00 64", "{2,100}"},
                    TypeRow{'F', "table", "00 00 00 04 01 'n' 'b' 07", "[{<<\"n\">>,byte,7}]"},
                    TypeRow{'A', "array", "00 00 00 04 'b' 07 't' 00", "[{byte,7},{bool,false}]"},
                    TypeRow{'x', "binary", "00 00 00 01 'y'", "y"},
                    TypeRow{'V', "void", "", "undefined"}),
    test_name);

TEST(Describe, NamesAnAbsentValue) {  // B013
    EXPECT_EQ(describe(nullptr), "none");
}

TEST(Table, IsBuiltFromPairs) {
    const Table table{{"a", "text"}, {"n", 5}, {"t", Table{{"inner", true}}}};

    EXPECT_EQ(table.size(), 3U);
    EXPECT_EQ(table.find("a")->text(), "text");
    EXPECT_EQ(table.find("n")->integer(), 5);
    EXPECT_EQ(table.table("t")->find("inner")->boolean(), true);
}

TEST(Table, MayHoldOnePairOfTexts) {
    const Table table{{"name", "value"}};

    EXPECT_EQ(table.find("name")->text(), "value");
}

TEST(Table, SetsInPlaceOrAtTheEnd) {
    Table table{{"a", 1}, {"b", 2}};

    table.set("a", "new");
    table.set("c", 3);

    EXPECT_EQ(table, (Table{{"a", "new"}, {"b", 2}, {"c", 3}}));
}

TEST(Table, ErasesByName) {
    Table table{{"a", 1}, {"b", 2}};

    EXPECT_TRUE(table.erase("a"));
    EXPECT_FALSE(table.erase("a"));
    EXPECT_EQ(table, (Table{{"b", 2}}));
}

TEST(Table, FindsNothingUnderAnotherName) {
    const Table table{{"a", 1}};

    EXPECT_EQ(table.find("b"), nullptr);
    EXPECT_EQ(table.table("a"), nullptr);
}

TEST(FieldValue, TakesItsTypeFromTheCppType) {
    EXPECT_EQ(FieldValue(std::int8_t{1}).type, FieldType::signed_octet);
    EXPECT_EQ(FieldValue(std::uint8_t{1}).type, FieldType::octet);
    EXPECT_EQ(FieldValue(std::int16_t{1}).type, FieldType::signed_short);
    EXPECT_EQ(FieldValue(std::uint16_t{1}).type, FieldType::short_);
    EXPECT_EQ(FieldValue(1).type, FieldType::signed_long);
    EXPECT_EQ(FieldValue(1U).type, FieldType::long_);
    EXPECT_EQ(FieldValue(1L).type, FieldType::longlong);
    EXPECT_EQ(FieldValue(1LL).type, FieldType::longlong);
    EXPECT_EQ(FieldValue(std::size_t{1}).type, FieldType::longlong);
    EXPECT_EQ(FieldValue(true).type, FieldType::boolean);
    EXPECT_EQ(FieldValue(1.0F).type, FieldType::float_);
    EXPECT_EQ(FieldValue(1.0).type, FieldType::double_);
    EXPECT_EQ(FieldValue(std::string("x")).type, FieldType::longstr);
    EXPECT_EQ(FieldValue(Binary{"x"}).type, FieldType::binary);
    EXPECT_EQ(FieldValue(Timestamp{1}).type, FieldType::timestamp);
    EXPECT_EQ(FieldValue(Array{1, "two"}).type, FieldType::array);
    EXPECT_EQ(FieldValue{}.type, FieldType::void_);
}

TEST(FieldValue, GivesOnlyWhatItIs) {
    EXPECT_EQ(FieldValue(5).text(), std::nullopt);
    EXPECT_EQ(FieldValue(Binary{"x"}).text(), std::nullopt);
    EXPECT_EQ(FieldValue("5").integer(), std::nullopt);
    EXPECT_EQ(FieldValue("true").boolean(), std::nullopt);
    EXPECT_EQ(FieldValue("5").number(), std::nullopt);
}

TEST(FieldValue, GivesAnyNumber) {
    EXPECT_EQ(FieldValue(5).number(), 5.0);
    EXPECT_EQ(FieldValue(0.5F).number(), 0.5);
    EXPECT_EQ(FieldValue(0.25).number(), 0.25);
    EXPECT_EQ(FieldValue(Decimal{2, 150}).number(), 1.5);
}

TEST(FieldValue, DiffersByWireType) {
    EXPECT_EQ(FieldValue(5), FieldValue(5));
    EXPECT_FALSE(FieldValue(5) == FieldValue(5L));
    EXPECT_FALSE(FieldValue("x") == FieldValue(Binary{"x"}));
}

}  // namespace
}  // namespace leveret::protocol
