#include "services/http/json.hpp"

#include <gtest/gtest.h>

namespace leveret::services::http {
namespace {

std::string repeat(const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

std::string with_title(const std::string& title) {
    return R"({"title": ")" + title + R"("})";
}

TEST(JsonFields, GivesTexts) {
    JsonFields fields(R"({"title": "Tée", "more": [1]})");

    EXPECT_EQ(fields.text("title", 3), "Tée");
    EXPECT_FALSE(fields.refusal());
}

TEST(JsonFields, CountsCharactersAndNotOctets) {
    JsonFields fields(with_title(repeat("é", 200)));

    fields.text("title", 200);

    EXPECT_FALSE(fields.refusal());
}

TEST(JsonFields, NamesEveryFieldAtFault) {
    JsonFields fields(R"({"title": 5})");

    fields.text("title", 200);
    fields.text("image", 200);

    EXPECT_EQ(fields.refusal()->status, 400U);
    EXPECT_EQ(fields.refusal()->body,
              R"({"error":"some fields are not valid",)"
              R"("fields":{"title":"must be a string","image":"is required"}})");
}

struct BadBody {
    const char* name;
    std::string body;
    const char* answer;
};
class BadBodies : public testing::TestWithParam<BadBody> {};

TEST_P(BadBodies, AreRefused) {
    JsonFields fields(GetParam().body);
    fields.text("title", 200);

    const auto refusal = fields.refusal();

    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 400U);
    EXPECT_NE(refusal->body.find(GetParam().answer), std::string::npos) << refusal->body;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBodies,
    testing::Values(BadBody{"Empty", "", "the body is not JSON"},
                    BadBody{"NotJson", "title=Tea", "the body is not JSON"},
                    BadBody{"Cut", R"({"title": "Te)", "the body is not JSON"},
                    BadBody{"TwoValues", "{} {}", "the body is not JSON"},
                    BadBody{"NotUtf8", with_title("\xff"), "the body is not JSON"},
                    BadBody{"DeeplyNested", repeat("[", 100'000), "the body is not JSON"},
                    BadBody{"Array", "[]", "must be a JSON object"},
                    BadBody{"Null", "null", "must be a JSON object"},
                    BadBody{"Missing", "{}", "is required"},
                    BadBody{"NullField", R"({"title": null})", "must be a string"},
                    BadBody{"Number", R"({"title": 1})", "must be a string"},
                    BadBody{"EmptyText", with_title(""), "must not be blank"},
                    BadBody{"BlankText", with_title(" \\t "), "must not be blank"},
                    BadBody{"Nul", with_title("a\\u0000b"), "NUL"},
                    BadBody{"TooLong", with_title(repeat("é", 201)), "at most 200 characters"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::services::http
