#include "resampling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

// Two versions of a loop, chosen by the processor at start.
#if defined(__x86_64__) && defined(__GNUC__)
#define PICTURES_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define PICTURES_WIDE
#endif

namespace pictures {

namespace {

constexpr int kChannels = 3;
constexpr double kLobes = 3;

double lanczos(double x) {
    x = std::abs(x) * std::numbers::pi;
    if (x < 1e-9) return 1;
    if (x >= kLobes * std::numbers::pi) return 0;
    return kLobes * std::sin(x) * std::sin(x / kLobes) / (x * x);
}

/// Which pixels of a line make one pixel of the scaled line, and how much of each.
struct Share {
    int first = 0;
    std::vector<float> weights;  // their sum is 1: a plain area stays as it is
};

std::vector<Share> shares_of(int from, int into) {
    const double step = static_cast<double>(from) / into;
    const double widened = std::max(step, 1.0);
    std::vector<Share> shares(static_cast<std::size_t>(into));
    for (int i = 0; i < into; ++i) {
        const double centre = (i + 0.5) * step - 0.5;
        const int first = std::clamp(static_cast<int>(std::ceil(centre - kLobes * widened)), 0, from - 1);
        const int last = std::clamp(static_cast<int>(std::floor(centre + kLobes * widened)), first, from - 1);
        Share& share = shares[static_cast<std::size_t>(i)];
        share.first = first;
        double sum = 0;
        for (int at = first; at <= last; ++at) sum += lanczos((at - centre) / widened);
        for (int at = first; at <= last; ++at)
            share.weights.push_back(static_cast<float>(lanczos((at - centre) / widened) / sum));
    }
    return shares;
}

std::uint8_t to_byte(float sum) { return static_cast<std::uint8_t>(std::clamp(sum + 0.5F, 0.0F, 255.0F)); }

/// One row of the box, made of the rows around it.
PICTURES_WIDE void mix_rows(const std::uint8_t* source, std::size_t stride, const std::vector<float>& weights,
                            float* sums, std::size_t length) {
    std::fill(sums, sums + length, 0.0F);
    for (const float weight : weights) {
        for (std::size_t i = 0; i < length; ++i) sums[i] += weight * static_cast<float>(source[i]);
        source += stride;
    }
}

PICTURES_WIDE void mix_columns(const float* row, const std::vector<Share>& shares, std::uint8_t* into) {
    for (const Share& share : shares) {
        const float* source = row + static_cast<std::size_t>(share.first) * kChannels;
        float red = 0;
        float green = 0;
        float blue = 0;
        for (const float weight : share.weights) {
            red += weight * source[0];
            green += weight * source[1];
            blue += weight * source[2];
            source += kChannels;
        }
        *into++ = to_byte(red);
        *into++ = to_byte(green);
        *into++ = to_byte(blue);
    }
}

}  // namespace

Bitmap resample(const Bitmap& from, const Box& box, Size into) {
    const auto columns = shares_of(box.size.width, into.width);
    const auto rows = shares_of(box.size.height, into.height);
    Bitmap out{into, {}};
    const std::size_t stride = static_cast<std::size_t>(into.width) * kChannels;
    out.bytes.resize(stride * static_cast<std::size_t>(into.height));
    std::vector<float> row(static_cast<std::size_t>(box.size.width) * kChannels);
    const std::size_t from_stride = static_cast<std::size_t>(from.size.width) * kChannels;
    std::uint8_t* line = out.bytes.data();
    for (const Share& share : rows) {
        const std::uint8_t* source = from.bytes.data() + static_cast<std::size_t>(box.y + share.first) * from_stride +
                                     static_cast<std::size_t>(box.x) * kChannels;
        mix_rows(source, from_stride, share.weights, row.data(), row.size());
        mix_columns(row.data(), columns, line);
        line += stride;
    }
    return out;
}

}  // namespace pictures
