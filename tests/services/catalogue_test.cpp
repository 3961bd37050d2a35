#include "services/main/catalogue.hpp"

#include <gtest/gtest.h>

namespace leveret::services::shop {
namespace {

using events::Product;

struct Tables {
    database::Database database{":memory:", {"test", 1, 1, Catalogue::tables()}};
    Catalogue catalogue{database};
};

TEST(Catalogue, ShowsWhatWasPut) {
    Tables tables;

    tables.catalogue.put({2, "b", "b.jpg"});
    tables.catalogue.put({1, "a", "a.jpg"});

    EXPECT_EQ(tables.catalogue.list(),
              (std::vector<Product>{{1, "a", "a.jpg"}, {2, "b", "b.jpg"}}));
}

TEST(Catalogue, ChangesWhatIsPutAgainAndKeepsItsLikes) {
    Tables tables;
    tables.catalogue.put({1, "a", "a.jpg"});
    tables.catalogue.like(5, 1);

    tables.catalogue.put({1, "c", "c.jpg"});

    EXPECT_EQ(tables.catalogue.list(), (std::vector<Product>{{1, "c", "c.jpg"}}));
    EXPECT_EQ(tables.catalogue.like(5, 1), LikeOutcome::repeated);
}

TEST(Catalogue, CountsALikeOfAUserOnce) {
    Tables tables;
    tables.catalogue.put({1, "a", "a.jpg"});

    EXPECT_EQ(tables.catalogue.like(5, 1), LikeOutcome::counted);
    EXPECT_EQ(tables.catalogue.like(5, 1), LikeOutcome::repeated);
    EXPECT_EQ(tables.catalogue.like(6, 1), LikeOutcome::counted);
}

TEST(Catalogue, LetsNobodyLikeWhatIsNotThere) {
    Tables tables;

    EXPECT_EQ(tables.catalogue.like(5, 1), LikeOutcome::no_such_product);
}

TEST(Catalogue, ForgetsTheLikesOfWhatIsRemoved) {
    Tables tables;
    tables.catalogue.put({1, "a", "a.jpg"});
    tables.catalogue.like(5, 1);

    tables.catalogue.remove(1);
    tables.catalogue.remove(1);

    EXPECT_FALSE(tables.catalogue.contains(1));
    EXPECT_EQ(tables.database.integer("select count(*) from likes"), 0);
}

}  // namespace
}  // namespace leveret::services::shop
