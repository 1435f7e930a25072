import Model

/// A district's school year in numbers: another district is another file.
struct Profile: Codable, Sendable {
    struct Township: Codable, Sendable {
        var name: Identifier
        /// Grids (communities and villages) that are patrolled.
        var grids: Int
        /// Share of the institutions, in any unit.
        var weight: Int
    }

    struct Department: Codable, Sendable {
        var id: Identifier
        var name: Line
        var leadingGroup: Bool
        var governanceTaskForce: Bool
        var taskGroups: [Line]
    }

    struct Institutions: Codable, Sendable {
        /// Found by the survey; of them so many subject-type.
        var surveyed: Int
        var academic: Int
        /// Of the subject-type: become non-subject; the others deregister.
        var transformed: Int
        /// Non-subject institutions that leave in the year; of them so many by revocation, and so many that charge in
        /// the first term.
        var leaving: Int
        var revoked: Int
        var leavingWithTuition: Int
        var absconding: Int
    }

    struct Campaign: Codable, Sendable {
        var title: Line
        var from: Day
        var through: Day
        var inspections: Int
        /// Institutions on the plan of one inspection; 0: all institutions, spread over the campaign.
        var institutionsEach: Int
    }

    struct Schools: Codable, Sendable {
        var count: Int
        var schoolsPerInspector: Int
        var months: [Month]
        /// School months without a visit.
        var missed: Int
    }

    struct Term: Codable, Sendable {
        var name: String
        /// Courses start within these days and take so many lessons a week.
        var from: Day
        var through: Day
        var lessonsPerWeek: Int
        /// The transformed institutions charge as well.
        var withTransformed: Bool
    }

    struct Tuition: Codable, Sendable {
        var pupilsPerInstitution: Int
        var lessonsMin: Int
        var lessonsMax: Int
        var hoursPerLesson: Int
        var yuanPerHourMin: Int
        var yuanPerHourMax: Int
        var terms: [Term]
        /// Enrolments that are unlimited passes (R1.68), in ten thousand.
        var passes: Int
        /// Enrolments whose guardians ask for their money back, in ten thousand.
        var refunds: Int
        /// Pupils who go on at another institution in the second term.
        var transfers: Int
        /// Lessons of a pupil of which the guardian says nothing, or says that they were not taught, in ten thousand.
        var silent: Int
        var disputed: Int
        /// Lessons of a class that are cancelled and made up, in ten thousand.
        var cancelled: Int
        var modes: Modes
    }

    /// So many institutions are not released lesson by lesson.
    struct Modes: Codable, Sendable {
        var rolling: Int
        var retained: Int
        var deposit: Int
    }

    /// The one that runs off with the money.
    struct Absconder: Codable, Sendable {
        var mode: ReleaseMode
        /// In the risk deposit.
        var depositYuan: Int
        /// So long before it is found gone it teaches the last lesson.
        var lastLessonDaysBefore: Int
        /// Families who then ask for their money.
        var refundsAsked: Int
    }

    /// The bank that keeps the accounts.
    struct Bank: Codable, Sendable {
        var name: Line
        /// Instructions that it returns, and that it never answers, in ten thousand.
        var returned: Int
        var unanswered: Int
        /// A charge that it may not take (R1.27), and gives back.
        var wrongFeeYuan: Int
        /// Somebody else's money, which it books into an account by mistake.
        var mistakeYuan: Int
    }

    /// What goes wrong in posting, in ten thousand events, or a count.
    struct Mess: Codable, Sendable {
        var doubled: Int
        var late: Int
        var early: Int
        var unkeyed: Int
        /// So many of each kind of bad event.
        var badEventsEach: Int
    }

    var name: String
    var seed: UInt64
    /// Six digits of the region in credit codes.
    var region: String
    var from: Day
    var through: Day
    var townships: [Township]
    var departments: [Department]
    var institutions: Institutions
    var campaigns: [Campaign]
    /// Findings in ten thousand inspected institutions; rectifications that come too late in ten thousand findings.
    var findings: Int
    var lateRectifications: Int
    var patrolEveryDays: Int
    var absconds: Day
    var absconder: Absconder
    /// An institution is proposed for the blacklist.
    var listed: Day
    var bank: Bank
    var schools: Schools
    var tuition: Tuition
    var mess: Mess
    /// Events a second at which the lessons of the last day are posted, for measuring.
    var steadyPerSecond: Int
}
