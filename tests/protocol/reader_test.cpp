#include "protocol/reader.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

TEST(Reader, ReadsEveryKindOfField) {  // @spec 4.2.5
    const Buffer stream = octets(
        "01 00 02 00 00 00 03 00 00 00 00 00 00 00 04 02 'ab' 00 00 00 01 'c' 05"
        "00 00 00 04 01 'k' 't' 01");
    Reader reader{stream};
    bool first = false;
    bool second = true;
    bool third = false;

    EXPECT_EQ(reader.octet(), 1);
    EXPECT_EQ(reader.short_(), 2);
    EXPECT_EQ(reader.long_(), 3U);
    EXPECT_EQ(reader.longlong(), 4U);
    EXPECT_EQ(reader.shortstr(), "ab");
    EXPECT_EQ(reader.longstr(), "c");
    reader.bits(first, second, third);
    EXPECT_EQ((std::array{first, second, third}), (std::array{true, false, true}));
    EXPECT_EQ(reader.table(), (Table{{"k", true}}));
    EXPECT_TRUE(reader.done());
}

TEST(Reader, YieldsZerosPastTheEndAndRemembers) {
    Reader reader{octets("01")};

    EXPECT_EQ(reader.long_(), 0U);
    EXPECT_EQ(reader.octet(), 0);
    EXPECT_TRUE(reader.failed());
    EXPECT_FALSE(reader.done());
}

TEST(Reader, IsNotDoneWhileOctetsAreLeft) {
    const Buffer stream = octets("01 02");
    Reader reader{stream};
    reader.octet();

    EXPECT_FALSE(reader.done());
    EXPECT_FALSE(reader.failed());
}

TEST(Reader, TellsMalformedUtf8Apart) {  // B078
    const Buffer stream = octets("01 ff");
    Reader names{stream};
    Reader any{stream};
    names.shortstr();
    any.short_octets();

    EXPECT_TRUE(names.bad_utf8());
    EXPECT_TRUE(any.done());
}

/// A table in tables, `depth` of them, the innermost empty.
Buffer nested_tables(int depth) {
    Buffer entries;
    for (int i = 1; i < depth; ++i) {
        Buffer outer = octets("00 'F'");
        Writer{outer}.longstr(entries);
        entries = std::move(outer);
    }
    Buffer table;
    Writer{table}.longstr(entries);
    return table;
}

TEST(ReaderTable, HasADepthLimit) {
    const Buffer allowed = nested_tables(Reader::max_depth);
    const Buffer deeper = nested_tables(Reader::max_depth + 1);
    Reader good{allowed};
    Reader bad{deeper};
    Reader checked{deeper};
    good.table();
    bad.table();
    checked.table_octets();

    EXPECT_TRUE(good.done());
    EXPECT_TRUE(bad.failed());
    EXPECT_TRUE(checked.failed());
}

TEST(ReaderTable, OfGreatDepthIsWrittenInLinearTime) {
    const Buffer deep = nested_tables(Reader::max_depth);
    Reader reader{deep};
    Buffer written;

    Writer{written}.table(reader.table());

    EXPECT_EQ(written, deep);
}

struct Row {
    std::string name;
    std::string table;
};

class BrokenTable : public testing::TestWithParam<Row> {};

TEST_P(BrokenTable, FailsTheReader) {
    const Buffer stream = octets(GetParam().table);
    Reader reader{stream};
    Reader checked{stream};
    reader.table();
    checked.table_octets();

    EXPECT_TRUE(reader.failed());
    EXPECT_TRUE(checked.failed());
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenTable,
    testing::Values(Row{"no_length", "00 00 00"}, Row{"length_past_the_end", "00 00 00 05 01 'k'"},
                    Row{"huge_length", "ff ff ff ff 01 'k' 't' 01"},
                    Row{"name_past_its_end", "00 00 00 02 05 'k' 't' 01 'more'"},
                    Row{"name_alone", "00 00 00 02 01 'k'"},
                    Row{"value_past_its_end", "00 00 00 04 01 'k' 'I' 00 00 00 00 01"},
                    Row{"unknown_type", "00 00 00 04 01 'k' '?' 01"},
                    Row{"type_zero", "00 00 00 04 01 'k' 00 01"},
                    Row{"text_past_its_end", "00 00 00 08 01 'k' 'S' 00 00 00 09 'x'"},
                    Row{"inner_table_past_its_end", "00 00 00 07 01 'k' 'F' 00 00 00 01 01"},
                    Row{"inner_table_broken", "00 00 00 08 01 'k' 'F' 00 00 00 01 01"},
                    Row{"array_broken", "00 00 00 08 01 'k' 'A' 00 00 00 01 'I'"},
                    Row{"array_past_its_end", "00 00 00 07 01 'k' 'A' 00 00 00 09"}),
    [](const auto& row) { return row.param.name; });

struct Utf8Row {
    std::string name;
    std::string octets;
    bool valid;
};

class Utf8 : public testing::TestWithParam<Utf8Row> {};

TEST_P(Utf8, IsToldFromOtherOctets) {
    EXPECT_EQ(is_utf8(octets(GetParam().octets)), GetParam().valid);
}

INSTANTIATE_TEST_SUITE_P(
    All, Utf8,
    testing::Values(
        Utf8Row{"empty", "", true}, Utf8Row{"ascii", "'queue'", true}, Utf8Row{"nul", "00", true},
        Utf8Row{"two_octets", "c3 a9", true}, Utf8Row{"three_octets", "e2 82 ac", true},
        Utf8Row{"four_octets", "f0 9f 90 87", true}, Utf8Row{"highest", "f4 8f bf bf", true},
        Utf8Row{"lone_continuation", "80", false}, Utf8Row{"cut_two", "c3", false},
        Utf8Row{"cut_three", "e2 82", false}, Utf8Row{"cut_four", "f0 9f 90", false},
        Utf8Row{"overlong_two", "c0 80", false}, Utf8Row{"overlong_three", "e0 80 80", false},
        Utf8Row{"overlong_four", "f0 80 80 80", false}, Utf8Row{"surrogate", "ed a0 80", false},
        Utf8Row{"beyond_unicode", "f4 90 80 80", false}, Utf8Row{"no_first_octet", "ff", false},
        Utf8Row{"ascii_after_start", "c3 'a'", false}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace leveret::protocol
