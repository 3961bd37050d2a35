#include "tests/simulation/model_confirms.hpp"

namespace leveret::simulation {

void ModelConfirms::open(bool waits) {
    publishes_.push_back({});
    if (!waits) decide(publishes_.size(), false);
}

void ModelConfirms::decide(std::uint64_t sequence, bool rejected) {
    if (sequence == 0 || sequence > publishes_.size()) return;
    Publish& publish = publishes_[sequence - 1];
    if (publish.decided) return;
    publish.decided = true;
    publish.rejected = rejected;
    decisions_.push_back(sequence);
}

std::vector<ModelConfirms::Answer> ModelConfirms::take_answers() {
    std::vector<Answer> answers;
    std::uint64_t sequence = 1;
    for (; sequence <= publishes_.size() && publishes_[sequence - 1].decided; ++sequence) {
        Publish& publish = publishes_[sequence - 1];
        if (publish.answered) continue;
        publish.answered = true;
        const bool same = !answers.empty() && answers.back().rejected == publish.rejected;
        if (same) {
            answers.back().sequence = sequence;
            answers.back().multiple = true;
        } else {
            answers.push_back({sequence, false, publish.rejected});
        }
    }
    for (const std::uint64_t decided : decisions_) {
        Publish& publish = publishes_[decided - 1];
        if (publish.answered) continue;
        publish.answered = true;
        answers.push_back({decided, false, publish.rejected});
    }
    decisions_.clear();
    return answers;
}

}  // namespace leveret::simulation
