#pragma once

#include <cstdint>
#include <vector>

namespace leveret::simulation {

/// A channel's publisher confirms, told plainly: every publish ever made and what became of it.
class ModelConfirms {
  public:
    struct Answer {
        std::uint64_t sequence = 0;
        bool multiple = false;
        bool rejected = false;
    };

    /// The number that the next publish has.
    std::uint64_t next_sequence() const { return publishes_.size() + 1; }
    /// The next publish; one that does not wait is decided at once.
    void open(bool waits);
    void decide(std::uint64_t sequence, bool rejected);
    bool has_answers() const { return !decisions_.empty(); }
    /// What the end of the step says: equal answers at the front, before the first publish that is
    /// still open, go together; the others alone, in the order in which they were decided.
    std::vector<Answer> take_answers();

  private:
    struct Publish {
        bool decided = false;
        bool rejected = false;
        bool answered = false;
    };
    std::vector<Publish> publishes_;
    std::vector<std::uint64_t> decisions_;  // since the last answers
};

}  // namespace leveret::simulation
