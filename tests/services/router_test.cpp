#include "services/http/router.hpp"

#include <gtest/gtest.h>

namespace leveret::services::http {
namespace {

/// A router whose handlers answer with the name of their route and its parameters.
Router sample() {
    Router router;
    const auto say = [](std::string name) {
        return [name](const Request& request) {
            std::string text = name;
            for (const auto& parameter : request.parameters) text += " " + parameter;
            return Response{200, text, {}};
        };
    };
    router.add("GET", "/", say("root"));
    router.add("GET", "/things", say("list"));
    router.add("POST", "/things", say("create"));
    router.add("DELETE", "/things/{id}", say("delete"));
    router.add("POST", "/things/{id}/parts/{part}", say("part"));
    return router;
}

Response ask(const std::string& method, const std::string& target) {
    Response answer;
    sample().handle({method, target, "", {}}, [&](Response response) { answer = response; });
    return answer;
}

std::string allow(const Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "Allow") return value;
    }
    return "";
}

struct Row {
    const char* name;
    const char* method;
    const char* target;
    unsigned status;
    const char* body;
};
class Routes : public testing::TestWithParam<Row> {};

TEST_P(Routes, LeadToTheirHandler) {
    const Response response = ask(GetParam().method, GetParam().target);

    EXPECT_EQ(response.status, GetParam().status);
    if (response.status == 200) {
        EXPECT_EQ(response.body, GetParam().body);
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, Routes,
    testing::Values(Row{"Root", "GET", "/", 200, "root"},
                    Row{"List", "GET", "/things", 200, "list"},
                    Row{"Method", "POST", "/things", 200, "create"},
                    Row{"Head", "HEAD", "/things", 200, "list"},
                    Row{"Query", "GET", "/things?page=2", 200, "list"},
                    Row{"Parameter", "DELETE", "/things/7", 200, "delete 7"},
                    Row{"Parameters", "POST", "/things/7/parts/x", 200, "part 7 x"},
                    Row{"Decoded", "DELETE", "/things/a%2Fb", 200, "delete a/b"},
                    Row{"BadlyEncoded", "DELETE", "/things/a%2", 200, "delete a%2"},
                    Row{"Unknown", "GET", "/nothing", 404, ""},
                    Row{"TooLong", "GET", "/things/7/parts", 404, ""},
                    Row{"EmptyParameter", "DELETE", "/things/", 404, ""},
                    Row{"OtherMethod", "PUT", "/things", 405, ""},
                    Row{"Options", "OPTIONS", "/things", 204, ""}),
    [](const auto& instance) { return instance.param.name; });

TEST(Router, SaysWhichMethodsAPathAllows) {
    EXPECT_EQ(allow(ask("PUT", "/things")), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(allow(ask("OPTIONS", "/things/7")), "DELETE, OPTIONS");
}

struct Id {
    const char* text;
    std::optional<std::int64_t> id;
};
class Ids : public testing::TestWithParam<Id> {};

TEST_P(Ids, ArePositiveNumbers) {
    const Request request{"GET", "", "", {GetParam().text}};

    EXPECT_EQ(request.id(), GetParam().id) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(All, Ids,
                         testing::Values(Id{"1", 1}, Id{"9223372036854775807", INT64_MAX},
                                         Id{"9223372036854775808", std::nullopt},
                                         Id{"0", std::nullopt}, Id{"-1", std::nullopt},
                                         Id{"+1", std::nullopt}, Id{"1.5", std::nullopt},
                                         Id{"one", std::nullopt}, Id{"1 ", std::nullopt}));

}  // namespace
}  // namespace leveret::services::http
