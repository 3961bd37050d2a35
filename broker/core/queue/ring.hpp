#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

namespace leveret::broker {

/// A queue of values in one block that grows by doubling: push at the back, pop at the front, any
/// place by index. Takes no memory while it never held anything, and gives a large block back when
/// it runs empty.
template <class T>
class Ring {
  public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    T& operator[](std::size_t index) { return block_[(head_ + index) & (capacity_ - 1)]; }
    const T& operator[](std::size_t index) const {
        return block_[(head_ + index) & (capacity_ - 1)];
    }
    T& front() { return (*this)[0]; }
    const T& front() const { return (*this)[0]; }
    T& back() { return (*this)[size_ - 1]; }
    const T& back() const { return (*this)[size_ - 1]; }

    void push_back(T value) {
        if (size_ == capacity_) grow();
        size_ += 1;
        back() = std::move(value);
    }

    /// Takes the first value out. Invariant: not empty.
    T pop_front() {
        assert(size_ > 0);
        T value = std::exchange(front(), T{});
        head_ = (head_ + 1) & (capacity_ - 1);
        size_ -= 1;
        if (size_ == 0 && capacity_ > keep_capacity) clear();
        return value;
    }

    void clear() {
        block_.reset();
        capacity_ = head_ = size_ = 0;
    }

  private:
    static constexpr std::size_t first_capacity = 8;
    static constexpr std::size_t keep_capacity = 4096;

    void grow() {
        const std::size_t capacity = capacity_ == 0 ? first_capacity : 2 * capacity_;
        auto block = std::make_unique<T[]>(capacity);
        for (std::size_t i = 0; i < size_; ++i) block[i] = std::move((*this)[i]);
        block_ = std::move(block);
        capacity_ = capacity;
        head_ = 0;
    }

    std::unique_ptr<T[]> block_;
    std::size_t capacity_ = 0;  // a power of two, or 0
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace leveret::broker
