#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace leveret::broker {

/// Names that the broker makes, from one seed: the same seed gives the same names.
class NameSource {
  public:
    explicit NameSource(std::uint64_t seed) : state_(seed) {}
    /// `prefix` and 22 characters of URL-safe base64, as in `amq.gen-...`.  B147, B234
    std::string next(std::string_view prefix);

  private:
    std::uint64_t next_word();
    std::uint64_t state_;
};

/// Whether the name is RabbitMQ's to give: it begins with `amq.`.      B107, B149
inline bool is_reserved(std::string_view name) {
    return name.starts_with("amq.");
}

/// The name without carriage returns and line feeds.                  B091
std::string strip_line_ends(std::string_view name);

}  // namespace leveret::broker
