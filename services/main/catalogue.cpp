#include "services/main/catalogue.hpp"

namespace leveret::services::shop {

std::string Catalogue::tables() {
    return R"(
create table products (
    id    integer primary key,  -- the admin service's
    title text not null,
    image text not null
);
create table likes (
    user_id    integer not null,
    product_id integer not null references products (id) on delete cascade,
    created_at integer not null default (unixepoch()),
    primary key (user_id, product_id)
) without rowid;
create index likes_of_product on likes (product_id);
)";
}

Catalogue::Catalogue(database::Database& database)
    : database_(database),
      list_(database, "select id, title, image from products order by id"),
      find_(database, "select 1 from products where id = ?"),
      put_(database,
           "insert into products (id, title, image) values (?, ?, ?) on conflict (id) do update "
           "set title = excluded.title, image = excluded.image"),
      delete_(database, "delete from products where id = ?"),
      like_(database,
            "insert into likes (user_id, product_id) values (?, ?) on conflict do nothing") {}

std::vector<events::Product> Catalogue::list() {
    std::vector<events::Product> products;
    database::Rows rows = list_.rows();
    while (rows.next()) products.push_back({rows.integer(0), rows.text(1), rows.text(2)});
    return products;
}

bool Catalogue::contains(std::int64_t product_id) {
    return find_.rows(product_id).next();
}

void Catalogue::put(const events::Product& product) {
    put_.run(product.id, product.title, product.image);
}

void Catalogue::remove(std::int64_t product_id) {
    delete_.run(product_id);
}

LikeOutcome Catalogue::like(std::int64_t user_id, std::int64_t product_id) {
    if (!contains(product_id)) return LikeOutcome::no_such_product;
    like_.run(user_id, product_id);
    return database_.changes() != 0 ? LikeOutcome::counted : LikeOutcome::repeated;
}

}  // namespace leveret::services::shop
