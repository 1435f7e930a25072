import EscrowRules
import Model

/// What a batch is about: the keys of the rows that its commands need.
struct Subjects {
    private(set) var institutions: Set<USCC> = []
    private(set) var enrolments: Set<String> = []
    /// Pupils' courses for which somebody pays: all their open enrolments count (R1.06).
    private(set) var courses: Set<PupilCourse> = []
    private(set) var refunds: Set<String> = []
    /// Enrolments whose pending refund matters.
    private(set) var refundedEnrolments: Set<String> = []
    /// Institutions all of whose families may get their money back.
    private(set) var absconded: Set<USCC> = []
    /// A day opens: every institution, and the refunds that were due before this day.
    private(set) var dayOpened: Day?

    init(_ commands: [Command]) {
        for command in commands { add(command) }
    }

    private mutating func add(_ command: Command) {
        switch command {
        case .openAccount(let data): institutions.insert(data.institution)
        case .pay(let data):
            institutions.insert(data.institution)
            enrolments.insert(data.enrolment)
            courses.insert(PupilCourse(institution: data.institution, pupil: data.pupil, course: data.course))
        case .confirmLesson(let data):
            institutions.insert(data.institution)
            enrolments.insert(data.enrolment)
        case .requestRefund(let data):
            institutions.insert(data.institution)
            enrolments.insert(data.enrolment)
            refundedEnrolments.insert(data.enrolment)
            refunds.insert(data.refund)
        case .answerRefund(let data):
            institutions.insert(data.institution)
            refunds.insert(data.refund)
        case .freeze(let data): institutions.insert(data.institution)
        case .unfreeze(let data): institutions.insert(data.institution)
        case .institution(let data):
            institutions.insert(data.institution)
            if data.status == .absconded { absconded.insert(data.institution) }
        case .restrict(let data): institutions.insert(data.institution)
        case .dayOpened(let data): dayOpened = max(dayOpened ?? data.day, data.day)
        }
    }
}
