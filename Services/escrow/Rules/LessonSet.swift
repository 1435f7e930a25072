/// Numbers of the lessons that an enrolment was charged for, a bit each: lesson 1 is the lowest bit of the first byte.
package struct LessonSet: Hashable, Sendable {
    /// Lessons a course can have: keeps a row of the database within 512 bytes.
    package static let numbers = 1...4096

    /// As kept in the database, without zero bytes at the end.
    package private(set) var bytes: [UInt8]

    package init(bytes: [UInt8] = []) { self.bytes = bytes }

    /// True if the lesson was charged.
    package func contains(_ lesson: Int) -> Bool {
        let (byte, bit) = (lesson - 1).quotientAndRemainder(dividingBy: 8)
        return byte < bytes.count && bytes[byte] & (1 << UInt8(bit)) != 0
    }

    /// Charges a lesson.
    package mutating func insert(_ lesson: Int) {
        precondition(Self.numbers.contains(lesson), "lessons have numbers from 1 to 4096")
        let (byte, bit) = (lesson - 1).quotientAndRemainder(dividingBy: 8)
        while bytes.count <= byte { bytes.append(0) }
        bytes[byte] |= 1 << UInt8(bit)
    }
}
