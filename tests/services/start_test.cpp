#include <filesystem>

#include <gtest/gtest.h>

#include "services/admin/admin.hpp"
#include "services/main/shop.hpp"
#include "tests/services/raw_http.hpp"
#include "tests/services/temporary_folder.hpp"

namespace leveret::services {
namespace {

using admin::Admin;
const http::Address any_port{"127.0.0.1", 0};
const amqp::Url nobody{.host = "127.0.0.1", .port = 1};

TEST(Start, MakesNothingBeforeItIsAsked) {
    TemporaryFolder folder;

    const Admin admin({.listen = any_port, .data = folder / "data"}, silent());

    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Start, RefusesAFolderThatIsInUse) {
    TemporaryFolder folder;
    Admin admin({.listen = any_port, .data = folder.path()}, silent());
    admin.start(nobody);

    EXPECT_THROW(Admin({.listen = any_port, .data = folder.path()}, silent()), database::Unusable);
}

TEST(Start, LetsTwoServicesShareAFolder) {
    TemporaryFolder folder;
    Admin admin({.listen = any_port, .data = folder.path()}, silent());
    shop::Shop shop({.listen = any_port, .data = folder.path()}, silent());

    EXPECT_NO_THROW(admin.start(nobody));
    EXPECT_NO_THROW(shop.start(nobody));
}

TEST(Start, RefusesAnAdminUrlThatIsNone) {
    EXPECT_THROW(shop::Shop({.listen = any_port, .data = ":memory:", .admin_url = "localhost:8000"},
                            silent()),
                 std::invalid_argument);
}

TEST(Restart, FindsWhatWasThereAndMakesNoMoreUsers) {
    TemporaryFolder folder;
    http::Address address;
    {
        Admin admin({.listen = any_port, .data = folder.path(), .users = 1}, silent());
        admin.start(nobody);
        ask(admin.address(), "POST", "/api/products", R"({"title":"Tea","image":"i"})");
    }

    Admin admin({.listen = any_port, .data = folder.path(), .users = 100}, silent());
    admin.start(nobody);

    EXPECT_EQ(ask(admin.address(), "GET", "/api/products").body,
              R"([{"id":1,"title":"Tea","image":"i","likes":0}])");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(ask(admin.address(), "GET", "/api/user").body, R"({"id":1})");
    }
}

}  // namespace
}  // namespace leveret::services
