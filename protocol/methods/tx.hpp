#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

// The tx class: publishes and acknowledgements that happen together.
namespace leveret::protocol {

/// tx.select: from now on they wait for a commit.                     @spec 1.9.2.1
struct TxSelect {
    static constexpr MethodId id{90, 10};
    static constexpr std::string_view name = "tx.select";

    static void fields(auto&, auto&) {}
    friend bool operator==(const TxSelect&, const TxSelect&) = default;
};

/// tx.select-ok: they do.                                             @spec 1.9.2.2
struct TxSelectOk {
    static constexpr MethodId id{90, 11};
    static constexpr std::string_view name = "tx.select-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const TxSelectOk&, const TxSelectOk&) = default;
};

/// tx.commit: let them happen.                                        @spec 1.9.2.3
struct TxCommit {
    static constexpr MethodId id{90, 20};
    static constexpr std::string_view name = "tx.commit";

    static void fields(auto&, auto&) {}
    friend bool operator==(const TxCommit&, const TxCommit&) = default;
};

/// tx.commit-ok: they have.                                           @spec 1.9.2.4
struct TxCommitOk {
    static constexpr MethodId id{90, 21};
    static constexpr std::string_view name = "tx.commit-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const TxCommitOk&, const TxCommitOk&) = default;
};

/// tx.rollback: forget them.                                          @spec 1.9.2.5
struct TxRollback {
    static constexpr MethodId id{90, 30};
    static constexpr std::string_view name = "tx.rollback";

    static void fields(auto&, auto&) {}
    friend bool operator==(const TxRollback&, const TxRollback&) = default;
};

/// tx.rollback-ok: they are forgotten.                                @spec 1.9.2.6
struct TxRollbackOk {
    static constexpr MethodId id{90, 31};
    static constexpr std::string_view name = "tx.rollback-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const TxRollbackOk&, const TxRollbackOk&) = default;
};

}  // namespace leveret::protocol
