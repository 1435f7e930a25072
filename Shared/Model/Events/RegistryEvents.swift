// What departments tell the registry.

/// A department joins the district's joint conference (联席会议) with its duties.
package struct DepartmentEnrolled: EventData {
    package static let type: EventType = "registry.department.enrolled.v1"
    package static let posters: Set<Role> = [.education]
    /// The department's poster id, as in its topics.
    package var department: Identifier
    package var name: Line
    /// Member of the leading group (领导小组).
    package var leadingGroup: Bool
    /// Member of the governance task force (治理专班).
    package var governanceTaskForce: Bool
    /// Task groups (专项小组) it works in.
    package var taskGroups: [Line]
    package var subject: String { department.description }

    package init(department: Identifier, name: Line, leadingGroup: Bool, governanceTaskForce: Bool, taskGroups: [Line])
    {
        self.department = department
        self.name = name
        self.leadingGroup = leadingGroup
        self.governanceTaskForce = governanceTaskForce
        self.taskGroups = taskGroups
    }
}

/// A grid of a township or street: the smallest area of supervision (R2.44-R2.46).
package struct GridDrawn: EventData {
    package static let type: EventType = "registry.grid.drawn.v1"
    package static let posters: Set<Role> = [.education]
    package var grid: Identifier
    package var township: Identifier
    package var subject: String { grid.description }

    package init(grid: Identifier, township: Identifier) {
        self.grid = grid
        self.township = township
    }
}

/// Subject (学科类) or non-subject (非学科类) training (R2.20).
package enum Category: String, Codable, Sendable, Hashable, CaseIterable {
    case academic
    case nonAcademic
}

/// The expert panel found an institution in the survey (排查).
package struct InstitutionSurveyed: EventData {
    package static let type: EventType = "registry.institution.surveyed.v1"
    package static let posters: Set<Role> = [.panel, .education]
    package var institution: USCC
    package var name: Line
    package var address: Line
    package var grid: Identifier
    package var subject: String { institution.description }

    package init(institution: USCC, name: Line, address: Line, grid: Identifier) {
        self.institution = institution
        self.name = name
        self.address = address
        self.grid = grid
    }
}

/// An institution files its papers for review (备案).
package struct InstitutionFiled: EventData {
    package static let type: EventType = "registry.institution.filed.v1"
    package static let posters: Set<Role> = [.institution]
    package var institution: USCC
    /// What the institution itself says it teaches (R2.22: the body self-assesses first).
    package var selfAssessment: Category
    package var courses: [Line]
    package var subject: String { institution.description }

    package init(institution: USCC, selfAssessment: Category, courses: [Line]) {
        self.institution = institution
        self.selfAssessment = selfAssessment
        self.courses = courses
    }
}

/// One expert's ballot (R2.26).
package struct Ballot: Codable, Sendable, Hashable {
    package var expert: Identifier
    /// Nil when the expert abstains.
    package var vote: Category?
    /// An expert with an interest withdraws and does not count (R2.22, R2.26).
    package var recused: Bool

    package init(expert: Identifier, vote: Category?, recused: Bool) {
        self.expert = expert
        self.vote = vote
        self.recused = recused
    }
}

/// The panel voted on an institution's category (鉴定). The majority is counted by the registry, not told to it.
package struct PanelDecided: EventData {
    package static let type: EventType = "registry.panel.decided.v1"
    package static let posters: Set<Role> = [.panel]
    package var institution: USCC
    package var ballots: [Ballot]
    package var subject: String { institution.description }

    package init(institution: USCC, ballots: [Ballot]) {
        self.institution = institution
        self.ballots = ballots
    }
}

/// A subject-type institution finished its change to non-subject training (转型).
package struct TransformationCompleted: EventData {
    package static let type: EventType = "registry.transformation.completed.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var subject: String { institution.description }

    package init(institution: USCC) {
        self.institution = institution
    }
}

/// Why an institution leaves the register.
package enum DeregistrationCause: String, Codable, Sendable, Hashable, CaseIterable {
    case closed
    case merged
    case voluntary
}

/// An institution is to be taken off the register (注销); it ends when escrow says that no tuition is left (R2.31).
package struct DeregistrationRequested: EventData {
    package static let type: EventType = "registry.deregistration.requested.v1"
    package static let posters: Set<Role> = [.market, .civilAffairs, .education]
    package var institution: USCC
    package var cause: DeregistrationCause
    package var subject: String { institution.description }

    package init(institution: USCC, cause: DeregistrationCause) {
        self.institution = institution
        self.cause = cause
    }
}

/// A licence is revoked by decision (R3.37).
package struct LicenceRevoked: EventData {
    package static let type: EventType = "registry.licence.revoked.v1"
    package static let posters: Set<Role> = [.education, .market]
    package var institution: USCC
    package var decisionNumber: Line
    package var subject: String { institution.description }

    package init(institution: USCC, decisionNumber: Line) {
        self.institution = institution
        self.decisionNumber = decisionNumber
    }
}

/// An institution's people are gone (卷钱跑路): escrow freezes its releases and families get their money back
/// (R1.80-R1.87).
package struct InstitutionAbsconded: EventData {
    package static let type: EventType = "registry.institution.absconded.v1"
    package static let posters: Set<Role> = [.publicSecurity, .education]
    package var institution: USCC
    package var lastSeen: Day
    package var subject: String { institution.description }

    package init(institution: USCC, lastSeen: Day) {
        self.institution = institution
        self.lastSeen = lastSeen
    }
}

/// What a patrol saw (R2.46).
package enum PatrolResult: String, Codable, Sendable, Hashable, CaseIterable {
    case none
    case suspected
    case confirmed
}

/// A grid worker's patrol (网格巡查).
package struct PatrolReported: EventData {
    package static let type: EventType = "registry.patrol.reported.v1"
    package static let posters: Set<Role> = [.grid]
    package var grid: Identifier
    /// The institution looked at, if it was one on the register.
    package var institution: USCC?
    package var result: PatrolResult
    package var subject: String { institution?.description ?? grid.description }

    package init(grid: Identifier, institution: USCC?, result: PatrolResult) {
        self.grid = grid
        self.institution = institution
        self.result = result
    }
}

/// In a replay (`CLOCK=events`), all events of a day are posted; the day may open.
package struct DayAnnounced: EventData {
    package static let type: EventType = "registry.day.announced.v1"
    package static let posters: Set<Role> = [.clock]
    package var day: Day
    package var subject: String { "calendar" }

    package init(day: Day) {
        self.day = day
    }
}

// What the registry states.

/// Where an institution stands in its life (R2.30, as far as built).
package enum InstitutionStatus: String, Codable, Sendable, Hashable, CaseIterable {
    case surveyed
    case filed
    case operating
    case transforming
    case transformed
    case deregistering
    case deregistered
    case revoked
    case absconded

    /// May teach and take fees.
    package var isRunning: Bool { self == .operating || self == .transformed }
    /// Will never run again.
    package var isClosed: Bool { self == .deregistered || self == .revoked || self == .absconded }
}

/// The latest state of an institution, on the compacted topic `registry.institutions`.
package struct InstitutionSnapshot: FactData {
    package static let type: EventType = "registry.institution.snapshot.v1"
    package static let topic = "registry.institutions"
    package static let isCompacted = true
    package var institution: USCC
    package var name: Line
    package var grid: Identifier
    package var township: Identifier
    package var status: InstitutionStatus
    /// Nil until the panel decided.
    package var category: Category?
    /// The day the status began.
    package var since: Day
    package var subject: String { institution.description }

    package init(
        institution: USCC, name: Line, grid: Identifier, township: Identifier, status: InstitutionStatus,
        category: Category?,
        since: Day
    ) {
        self.institution = institution
        self.name = name
        self.grid = grid
        self.township = township
        self.status = status
        self.category = category
        self.since = since
    }
}

/// An institution's status changed.
package struct InstitutionStatusChanged: FactData {
    package static let type: EventType = "registry.institution.statusChanged.v1"
    package var institution: USCC
    package var name: Line
    package var township: Identifier
    /// Nil when it was just surveyed.
    package var from: InstitutionStatus?
    package var to: InstitutionStatus
    package var category: Category?
    package var subject: String { institution.description }

    package init(
        institution: USCC, name: Line, township: Identifier, from: InstitutionStatus?, to: InstitutionStatus,
        category: Category?
    ) {
        self.institution = institution
        self.name = name
        self.township = township
        self.from = from
        self.to = to
        self.category = category
    }
}

/// A department of the joint conference, for whoever keeps a copy of the list.
package struct DepartmentListed: FactData {
    package static let type: EventType = "registry.department.listed.v1"
    package var department: Identifier
    package var name: Line
    package var leadingGroup: Bool
    package var governanceTaskForce: Bool
    package var taskGroups: [Line]
    package var subject: String { department.description }

    package init(department: Identifier, name: Line, leadingGroup: Bool, governanceTaskForce: Bool, taskGroups: [Line])
    {
        self.department = department
        self.name = name
        self.leadingGroup = leadingGroup
        self.governanceTaskForce = governanceTaskForce
        self.taskGroups = taskGroups
    }
}

/// A patrol saw something that departments must look at.
package struct SuspicionReported: FactData {
    package static let type: EventType = "registry.patrol.suspicionReported.v1"
    package var grid: Identifier
    package var township: Identifier
    package var institution: USCC?
    package var result: PatrolResult
    package var subject: String { institution?.description ?? grid.description }

    package init(grid: Identifier, township: Identifier, institution: USCC?, result: PatrolResult) {
        self.grid = grid
        self.township = township
        self.institution = institution
        self.result = result
    }
}

// The calendar.

/// A day of the district begins, on `calendar.days`: the only clock of the rules.
package struct DayOpened: FactData {
    package static let type: EventType = "calendar.day.opened.v1"
    package static let topic = "calendar.days"
    package var day: Day
    /// By the district's calendar of holidays and make-up days; nil if it has no file for the year.
    package var workingDay: Bool?
    package var subject: String { "calendar" }
    package var identity: (id: String, time: Moment)? { (id: "day:\(day)", time: Moment.start(of: day)) }

    package init(day: Day, workingDay: Bool?) {
        self.day = day
        self.workingDay = workingDay
    }
}

/// A service has done all of a day's work, on `calendar.closed`; in a replay the registry waits for it before the next
/// day.
package struct DayClosed: FactData {
    package static let type: EventType = "calendar.day.closed.v1"
    package static let topic = "calendar.closed"
    package var day: Day
    package var service: Identifier
    package var subject: String { service.description }
    package var identity: (id: String, time: Moment)? { (id: "closed:\(service):\(day)", time: Moment.start(of: day)) }

    package init(day: Day, service: Identifier) {
        self.day = day
        self.service = service
    }
}
