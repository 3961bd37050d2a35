#include "services/main/shop.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "broker/server.hpp"
#include "services/admin/admin.hpp"
#include "tests/services/raw_http.hpp"

namespace leveret::services {
namespace {

using namespace std::chrono_literals;

/// A broker, the admin service and the main service, each as it would run alone.
class ShopTest : public testing::Test {
  protected:
    ShopTest() {
        server_.start();
        broker_ = amqp::parse_url(server_.url()).value();
        admin_.start(broker_);
        shop_.start(broker_);
        EXPECT_TRUE(admin_.wait_connected(5s));
        EXPECT_TRUE(shop_.wait_connected(5s));
    }

    Answer admin(const std::string& method, const std::string& target,
                 const std::string& body = "") {
        return ask(admin_.address(), method, target, body);
    }
    Answer shop(const std::string& method, const std::string& target,
                const std::string& body = "") {
        return ask(shop_.address(), method, target, body);
    }
    /// Asks until the body is as expected; gives the last one if that takes too long.
    std::string until(const http::Address& server, const std::string& target,
                      const std::string& expected) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        std::string body;
        do {
            body = ask(server, "GET", target).body;
        } while (body != expected && std::chrono::steady_clock::now() < deadline);
        return body;
    }
    void create(const std::string& title) {
        EXPECT_EQ(
            admin("POST", "/api/products", R"({"title":")" + title + R"(","image":"i"})").status,
            201U);
    }

    static admin::Settings admin_settings() {
        admin::Settings settings;
        settings.listen = {"127.0.0.1", 0};
        settings.data = ":memory:";
        settings.users = 1;  // so that the second like is a repeated one
        return settings;
    }
    static shop::Settings shop_settings(const admin::Admin& admin) {
        shop::Settings settings;
        settings.listen = {"127.0.0.1", 0};
        settings.data = ":memory:";
        settings.admin_url = admin.address().url();
        return settings;
    }

    Server server_{{.data = ":memory:", .amqp = "127.0.0.1:0"}};
    admin::Admin admin_{admin_settings(), silent()};
    shop::Shop shop_{shop_settings(admin_), silent()};
    amqp::Url broker_;
};

TEST_F(ShopTest, ShowsInMainWhatAdminDoesToAProduct) {
    const Answer created = admin("POST", "/api/products", R"({"title":"Tea","image":"t.jpg"})");
    EXPECT_EQ(created.status, 201U);
    EXPECT_EQ(created.body, R"({"id":1,"title":"Tea","image":"t.jpg","likes":0})");
    const std::string tea = R"([{"id":1,"title":"Tea","image":"t.jpg"}])";
    EXPECT_EQ(until(shop_.address(), "/api/products", tea), tea);

    EXPECT_EQ(admin("PUT", "/api/products/1", R"({"title":"Mate","image":"m.jpg"})").status, 202U);
    const std::string mate = R"([{"id":1,"title":"Mate","image":"m.jpg"}])";
    EXPECT_EQ(until(shop_.address(), "/api/products", mate), mate);

    EXPECT_EQ(admin("DELETE", "/api/products/1").status, 204U);
    EXPECT_EQ(until(shop_.address(), "/api/products", "[]"), "[]");
}

TEST_F(ShopTest, CountsInAdminWhatIsLikedInMain) {
    create("Tea");
    until(shop_.address(), "/api/products", R"([{"id":1,"title":"Tea","image":"i"}])");

    const Answer like = shop("POST", "/api/products/1/like");
    EXPECT_EQ(like.status, 200U);
    EXPECT_EQ(like.body, R"({"message":"success"})");
    const std::string liked = R"({"id":1,"title":"Tea","image":"i","likes":1})";
    EXPECT_EQ(until(admin_.address(), "/api/products/1", liked), liked);

    const Answer again = shop("POST", "/api/products/1/like");
    EXPECT_EQ(again.status, 400U);
    EXPECT_NE(again.body.find("You already liked this product"), std::string::npos);
}

TEST_F(ShopTest, KeepsTheOrderOfManyChangesToOneProduct) {
    create("0");
    for (int i = 1; i <= 100; ++i) {
        admin("PUT", "/api/products/1", R"({"title":")" + std::to_string(i) + R"(","image":"i"})");
    }

    const std::string last = R"([{"id":1,"title":"100","image":"i"}])";
    EXPECT_EQ(until(shop_.address(), "/api/products", last), last);
    const std::string quiet = R"({"status":"ok","broker":"connected","events_waiting":0})";
    EXPECT_EQ(until(admin_.address(), "/healthz", quiet), quiet);
    EXPECT_EQ(shop("GET", "/api/products").body, last);
}

TEST_F(ShopTest, SaysThatThereIsNoAdminToAsk) {
    create("Tea");
    until(shop_.address(), "/api/products", R"([{"id":1,"title":"Tea","image":"i"}])");
    admin_.stop();

    const Answer like = shop("POST", "/api/products/1/like");

    EXPECT_EQ(like.status, 503U);
    EXPECT_NE(like.body.find(R"({"error":)"), std::string::npos);
}

TEST_F(ShopTest, GoesOnWorkingWithoutABrokerAndSaysSo) {
    server_.stop();

    create("Tea");

    const std::string waiting = R"({"status":"ok","broker":"connecting","events_waiting":1})";
    EXPECT_EQ(until(admin_.address(), "/healthz", waiting), waiting);
}

struct Refused {
    const char* name;
    const char* method;
    const char* target;
    const char* body;
    unsigned status;
};
class AdminRefusals : public ShopTest, public testing::WithParamInterface<Refused> {};

TEST_P(AdminRefusals, ChangeNothing) {
    create("Tea");
    const std::string before = admin("GET", "/api/products").body;

    const Answer answer = admin(GetParam().method, GetParam().target, GetParam().body);

    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_NE(answer.body.find(R"({"error":)"), std::string::npos);
    EXPECT_EQ(admin("GET", "/api/products").body, before);
}

INSTANTIATE_TEST_SUITE_P(
    All, AdminRefusals,
    testing::Values(Refused{"NoJson", "POST", "/api/products", "title=Tea", 400},
                    Refused{"NoTitle", "POST", "/api/products", R"({"image":"i"})", 400},
                    Refused{"Type", "PUT", "/api/products/1", R"({"title":1,"image":"i"})", 400},
                    Refused{"UpdateUnknown", "PUT", "/api/products/2",
                            R"({"title":"t","image":"i"})", 404},
                    Refused{"DeleteUnknown", "DELETE", "/api/products/2", "", 404},
                    Refused{"ShowUnknown", "GET", "/api/products/2", "", 404},
                    Refused{"IdNoNumber", "DELETE", "/api/products/one", "", 404},
                    Refused{"DeleteAll", "DELETE", "/api/products", "", 405}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(ShopTest, LikesNothingThatIsNotThere) {
    EXPECT_EQ(shop("POST", "/api/products/1/like").status, 404U);
    EXPECT_EQ(shop("POST", "/api/products/one/like").status, 404U);
    EXPECT_EQ(shop("GET", "/api/products/1/like").status, 405U);
}

}  // namespace
}  // namespace leveret::services
