#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "services/http/request.hpp"

namespace leveret::services::http {

/// Method and path to handler.
class Router {
  public:
    /// Answers `method` on paths of the form `pattern`, whose segments are words or `{name}`:
    /// `/api/products/{id}`.
    void add(std::string_view method, std::string_view pattern, Handler handler);
    /// The same for a handler that knows its answer at once.
    void add(std::string_view method, std::string_view pattern,
             std::function<Response(const Request&)> handler);

    /// Finds the route and calls its handler, or answers 404, or 405 with `Allow`. HEAD is answered
    /// as GET (the server leaves out the body), OPTIONS with 204 and `Allow`.
    void handle(Request request, const Reply& reply) const;

    /// `METHOD /pattern` of every route, in the order added.
    std::vector<std::string> routes() const;

  private:
    struct Route {
        std::string method;
        std::string pattern;
        std::vector<std::string> segments;
        Handler handler;
    };
    std::vector<Route> routes_;
};

}  // namespace leveret::services::http
