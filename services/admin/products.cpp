#include "services/admin/products.hpp"

namespace leveret::services::admin {

namespace {

Product product_of(const database::Rows& rows) {
    return {rows.integer(0), rows.text(1), rows.text(2), rows.integer(3)};
}

}  // namespace

std::string Products::tables() {
    return R"(
create table products (
    id    integer primary key autoincrement,  -- so that an id is never used twice
    title text not null,
    image text not null,
    likes integer not null default 0
);
)";
}

Products::Products(database::Database& database)
    : database_(database),
      list_(database, "select id, title, image, likes from products order by id"),
      find_(database, "select id, title, image, likes from products where id = ?"),
      insert_(database, "insert into products (title, image) values (?, ?)"),
      update_(database, "update products set title = ?, image = ? where id = ?"),
      delete_(database, "delete from products where id = ?"),
      like_(database, "update products set likes = likes + 1 where id = ?") {}

std::vector<Product> Products::list() {
    std::vector<Product> products;
    database::Rows rows = list_.rows();
    while (rows.next()) products.push_back(product_of(rows));
    return products;
}

std::optional<Product> Products::find(std::int64_t id) {
    database::Rows rows = find_.rows(id);
    if (!rows.next()) return std::nullopt;
    return product_of(rows);
}

Product Products::create(std::string_view title, std::string_view image) {
    insert_.run(title, image);
    return {database_.last_id(), std::string(title), std::string(image), 0};
}

std::optional<Product> Products::update(std::int64_t id, std::string_view title,
                                        std::string_view image) {
    update_.run(title, image, id);
    return find(id);
}

bool Products::remove(std::int64_t id) {
    delete_.run(id);
    return database_.changes() != 0;
}

bool Products::like(std::int64_t id) {
    like_.run(id);
    return database_.changes() != 0;
}

}  // namespace leveret::services::admin
