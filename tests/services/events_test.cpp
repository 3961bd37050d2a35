#include <gtest/gtest.h>

#include "services/events/product_event.hpp"

namespace leveret::services::events {
namespace {

TEST(ProductEvents, AreReadAsEitherSideOfTheTutorialWritesThem) {
    EXPECT_EQ(parse_product(R"({"id":1,"title":"t","image":"i","likes":0})").value(),
              (Product{1, "t", "i"}));
    EXPECT_EQ(parse_id("7").value(), 7);
    EXPECT_EQ(parse_id("\"7\"").value(), 7);
}

TEST(ProductEvents, OfOneProductStayInOrder) {
    const auto first = product_letter(product_created, 7, "{}");
    const auto second = product_letter(product_deleted, 7, "\"7\"");

    EXPECT_EQ(first.queue, "main");
    EXPECT_EQ(first.content_type, "product_created");
    EXPECT_EQ(first.order_key, second.order_key);
    EXPECT_NE(first.order_key, product_letter(product_created, 8, "{}").order_key);
}

TEST(ProductEvents, LikesGoInAnyOrder) {
    const auto like = like_letter(7);

    EXPECT_EQ(like.queue, "admin");
    EXPECT_EQ(like.content_type, "product_liked");
    EXPECT_EQ(like.body, "7");
    EXPECT_TRUE(like.order_key.empty());
}

struct BadBody {
    const char* name;
    const char* body;
};
class BadProducts : public testing::TestWithParam<BadBody> {};
class BadIds : public testing::TestWithParam<BadBody> {};

TEST_P(BadProducts, AreRefusedWithAReason) {
    const auto product = parse_product(GetParam().body);

    ASSERT_FALSE(product);
    EXPECT_FALSE(product.error().reason.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadProducts,
    testing::Values(BadBody{"NotJson", "product"}, BadBody{"Empty", ""}, BadBody{"Array", "[]"},
                    BadBody{"NoId", R"({"title":"t","image":"i"})"},
                    BadBody{"IdZero", R"({"id":0,"title":"t","image":"i"})"},
                    BadBody{"IdFraction", R"({"id":1.5,"title":"t","image":"i"})"},
                    BadBody{"NoTitle", R"({"id":1,"image":"i"})"},
                    BadBody{"ImageNumber", R"({"id":1,"title":"t","image":5})"}),
    [](const auto& instance) { return instance.param.name; });

TEST_P(BadIds, AreRefusedWithAReason) {
    const auto id = parse_id(GetParam().body);

    ASSERT_FALSE(id);
    EXPECT_FALSE(id.error().reason.empty());
}

INSTANTIATE_TEST_SUITE_P(All, BadIds,
                         testing::Values(BadBody{"NotJson", "one"}, BadBody{"Empty", ""},
                                         BadBody{"Text", "\"one\""}, BadBody{"Zero", "0"},
                                         BadBody{"Negative", "\"-1\""}, BadBody{"Null", "null"},
                                         BadBody{"TooBig", "99999999999999999999"}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::services::events
