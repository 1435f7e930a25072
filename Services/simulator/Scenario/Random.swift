/// A small generator of numbers (SplitMix64, Steele et al. 2014): the same seed gives the same year on every machine.
struct Random {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A stream of its own for one thing of the year, so that more of one thing does not change another.
    init(seed: UInt64, _ kind: String, _ number: Int = 0) {
        var mixed = Random(
            seed: seed ^ kind.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
        mixed.state &+= UInt64(number) &* 0x9e37_79b9_7f4a_7c15
        state = mixed.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A whole number of the range.
    mutating func pick(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// One of the elements; there must be some.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[pick(0...elements.count - 1)] }

    /// True so many times in ten thousand.
    mutating func happens(perTenThousand rate: Int) -> Bool { pick(0...9_999) < rate }

    /// The elements in another order (Fisher-Yates).
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for index in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(index, pick(0...index)) }
        return elements
    }
}
