package import Model

/// A course's id is unique within its institution.
package struct CourseID: Hashable, Comparable, Sendable {
    package var institution: USCC
    package var course: Identifier

    package init(_ institution: USCC, _ course: Identifier) {
        self.institution = institution
        self.course = course
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.institution, left.course) < (right.institution, right.course)
    }
}

/// What is on the price list (R1.09).
package struct Course: Sendable, Hashable {
    package var name: Line
    package var online: Bool
    package var starts: Day
    package var ends: Day
    package var lessons: Int
    /// Class hours of a lesson.
    package var hoursPerLesson: Int
    /// Original price of a class hour.
    package var hourPrice: Fen
    /// Price of a day of an unlimited pass (R1.68); nil if it is sold by hours only.
    package var passDayPrice: Fen?
    package var seats: Int

    package init(
        name: Line, online: Bool, starts: Day, ends: Day, lessons: Int, hoursPerLesson: Int, hourPrice: Fen,
        passDayPrice: Fen? = nil, seats: Int
    ) {
        self.name = name
        self.online = online
        self.starts = starts
        self.ends = ends
        self.lessons = lessons
        self.hoursPerLesson = hoursPerLesson
        self.hourPrice = hourPrice
        self.passDayPrice = passDayPrice
        self.seats = seats
    }
}
