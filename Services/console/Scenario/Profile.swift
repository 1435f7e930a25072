import Model

/// A district's school year in numbers: another district is another file.
struct Profile: Codable, Sendable {
    struct Township: Codable, Sendable {
        var name: String
        /// Grids (communities and villages) that are patrolled.
        var grids: Int
        /// Share of the institutions, in any unit.
        var weight: Int
    }

    struct Department: Codable, Sendable {
        var id: String
        var name: String
        var leadingGroup: Bool
        var governanceTaskForce: Bool
        var taskGroups: [String]
    }

    struct Institutions: Codable, Sendable {
        /// Found by the survey; of them so many subject-type.
        var surveyed: Int
        var academic: Int
        /// Of the subject-type: become non-subject; the others deregister.
        var transformed: Int
        /// Non-subject institutions that leave in the year; of them so many by revocation, and so many that charge in the first term.
        var leaving: Int
        var revoked: Int
        var leavingWithTuition: Int
        var absconding: Int
    }

    struct Campaign: Codable, Sendable {
        var title: String
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
        /// Enrolments whose guardians ask for their money back, in ten thousand.
        var refunds: Int
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
    var schools: Schools
    var tuition: Tuition
    var mess: Mess
    /// Events a second at which the lessons of the last day are posted, for measuring.
    var steadyPerSecond: Int
}
