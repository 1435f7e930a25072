package import Model

/// What a batch is about: the keys of the rows that its commands need.
package struct Keys: Sendable {
    /// Locked: every row of an institution is read and changed under the lock of its own.
    package internal(set) var institutions: Set<USCC> = []
    package internal(set) var courses: Set<CourseID> = []
    package internal(set) var enrolments: Set<Identifier> = []
    /// Enrolments on roll calls: none of their money moves.
    package internal(set) var rolls: Set<Identifier> = []
    /// Pupils' courses for which somebody pays: their open enrolments count together (R1.06).
    package internal(set) var pupils: Set<PupilCourse> = []
    /// Those of them of which finished enrolments matter too.
    package internal(set) var refundedPupils: Set<PupilCourse> = []
    package internal(set) var lessons: Set<AttendanceID> = []
    /// Lessons that shall be held: not if they were on another enrolment of the same pupil and course (R1.37).
    package internal(set) var held: Set<AttendanceID> = []
    /// The same by pupil, of enrolments that are paid for in the same batch.
    package internal(set) var heldOfPupils: Set<PupilLesson> = []
    /// Lessons that shall count for nobody: those of all pupils of the course.
    package internal(set) var cancelled: Set<CourseLesson> = []
    package internal(set) var refunds: Set<Identifier> = []
    /// Enrolments that may end: their lessons that wait and their undecided refund matter.
    package internal(set) var ending: Set<Identifier> = []
    /// Enrolments for which a refund is asked: whether the pupil had the course before matters too (R1.63).
    package internal(set) var refunding: Set<Identifier> = []
    package internal(set) var instructions: Set<Identifier> = []
    package internal(set) var bankEntries: Set<BankEntryID> = []
    package internal(set) var statements: Set<BankAccountID> = []
    package internal(set) var alerts: Set<Identifier> = []
    package internal(set) var claims: Set<Identifier> = []
    /// Institutions all of whose creditors' claims matter.
    package internal(set) var distributed: Set<USCC> = []
    /// Institutions whose families are paid by their claims, and those of them that are reckoned now.
    package internal(set) var settling: Set<USCC> = []
    package internal(set) var reckoned: Set<USCC> = []
    /// A day opens: institutions that are settled, cleared and watched.
    package internal(set) var settled: Set<USCC> = []
    /// The day that opens, and whether the days before it are sealed with this portion.
    package internal(set) var dayOpened: Day?
    package internal(set) var linked: Set<USCC> = []
    package internal(set) var isSealing = false

    /// Nothing but lessons is about enrolments, as in most batches.
    package var isTeaching: Bool {
        pupils.isEmpty && cancelled.isEmpty && refunds.isEmpty && ending.isEmpty && instructions.isEmpty
            && dayOpened == nil
    }

    package init(_ commands: [Command]) {
        for command in commands { add(command) }
        addNew(commands)
    }

    /// What is paid for and taught or asked back in one batch is not in the tables yet: other enrolments of the pupil
    /// are found by the payment.
    private mutating func addNew(_ commands: [Command]) {
        let lessons = Dictionary(grouping: held, by: \.enrolment)
        for case .tuition(.pay(let payment)) in commands {
            if refunding.contains(payment.enrolment) { refundedPupils.insert(payment.pupilCourse) }
            for lesson in lessons[payment.enrolment] ?? [] {
                heldOfPupils.insert(PupilLesson(course: payment.pupilCourse, lesson: lesson.lesson))
            }
        }
    }

    private mutating func add(_ command: Command) {
        switch command {
        case .accounts(let command): add(command)
        case .tuition(let command): add(command)
        case .families(let command): add(command)
        case .bank(let command): add(command)
        case .watch(let command): add(command)
        case .dayOpened: break
        case .dayWork(let work): add(work)
        }
    }

    private mutating func add(_ work: DayWork) {
        dayOpened = work.opened.day
        if let institution = work.institution { institutions.insert(institution) }
        switch work.piece {
        case .link: if let institution = work.institution { linked.insert(institution) }
        case .seal: isSealing = true
        case .lesson(let id): lessons.insert(id)
        case .pass(let id), .share(let id): enrolments.insert(id)
        case .refund(let id): refunds.insert(id)
        case .instruction(let id), .retry(let id): instructions.insert(id)
        case .reckon:
            guard let institution = work.institution else { return }
            settling.insert(institution)
            reckoned.insert(institution)
        case .claim(let enrolment, let uncovered):
            if let institution = work.institution { settling.insert(institution) }
            if let uncovered { instructions.insert(uncovered) }
            enrolments.insert(enrolment)
            ending.insert(enrolment)
        case .institution: if let institution = work.institution { settled.insert(institution) }
        }
    }
}

/// A lesson of a course, for all its pupils.
package struct CourseLesson: Hashable, Sendable {
    package var course: CourseID
    package var lesson: Int
}

/// A lesson of a pupil, whichever enrolment it is held on.
package struct PupilLesson: Hashable, Sendable {
    package var course: PupilCourse
    package var lesson: Int
}

extension PaymentReceived {
    /// What it counts together with.
    var pupilCourse: PupilCourse { PupilCourse(institution: institution, pupil: pupil, course: course) }
}
