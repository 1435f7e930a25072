// What departments, institutions and inspectors tell the inspection service.

/// A special campaign (专项整治) begins.
package struct CampaignOpened: EventData {
    package static let type: EventType = "inspection.campaign.opened.v1"
    package static let posters: Set<Role> = [.education]
    package var campaign: Identifier
    package var title: Line
    package var from: Day
    package var through: Day
    package var subject: String { campaign.description }

    package init(campaign: Identifier, title: Line, from: Day, through: Day) {
        self.campaign = campaign
        self.title = title
        self.from = from
        self.through = through
    }
}

/// A joint inspection (联合执法检查) of a campaign is planned: a day and the institutions to be looked at.
package struct InspectionScheduled: EventData {
    package static let type: EventType = "inspection.inspection.scheduled.v1"
    package static let posters: Set<Role> = [.education]
    package var inspection: Identifier
    package var campaign: Identifier
    package var day: Day
    package var institutions: [USCC]
    package var subject: String { inspection.description }

    package init(inspection: Identifier, campaign: Identifier, day: Day, institutions: [USCC]) {
        self.inspection = inspection
        self.campaign = campaign
        self.day = day
        self.institutions = institutions
    }
}

/// A department took part in a joint inspection; the poster is the department.
package struct InspectionAttended: EventData {
    package static let type: EventType = "inspection.inspection.attended.v1"
    package static let posters: Set<Role> = [.enforcement]
    package var inspection: Identifier
    /// Officers with an enforcement card; at least two (R3.10).
    package var officers: Int
    package var subject: String { inspection.description }

    package init(inspection: Identifier, officers: Int) {
        self.inspection = inspection
        self.officers = officers
    }
}

/// An institution on the plan was looked at.
package struct InstitutionInspected: EventData {
    package static let type: EventType = "inspection.institution.inspected.v1"
    package static let posters: Set<Role> = [.enforcement]
    package var inspection: Identifier
    package var institution: USCC
    package var subject: String { institution.description }

    package init(inspection: Identifier, institution: USCC) {
        self.inspection = inspection
        self.institution = institution
    }
}

/// What a finding is about (R3.40).
package enum FindingCategory: String, Codable, Sendable, Hashable, CaseIterable {
    case licence, site, staff, content, time, fee, contract, advertising, dataProtection, safety, disguise
}

/// How grave a finding is (R3.40).
package enum Severity: String, Codable, Sendable, Hashable, CaseIterable {
    case minor, general, serious
}

/// A department found a breach in a joint inspection; rectification is due in working days (R3.40).
package struct FindingRecorded: EventData {
    package static let type: EventType = "inspection.finding.recorded.v1"
    package static let posters: Set<Role> = [.enforcement]
    package var finding: Identifier
    package var inspection: Identifier
    package var institution: USCC
    package var category: FindingCategory
    package var severity: Severity
    package var subject: String { institution.description }

    package init(
        finding: Identifier, inspection: Identifier, institution: USCC, category: FindingCategory, severity: Severity
    ) {
        self.finding = finding
        self.inspection = inspection
        self.institution = institution
        self.category = category
        self.severity = severity
    }
}

/// The institution says that it has put a finding right.
package struct RectificationReported: EventData {
    package static let type: EventType = "inspection.rectification.reported.v1"
    package static let posters: Set<Role> = [.institution]
    package var finding: Identifier
    package var institution: USCC
    package var subject: String { institution.description }

    package init(finding: Identifier, institution: USCC) {
        self.finding = finding
        self.institution = institution
    }
}

/// A department checked the rectification.
package struct RectificationChecked: EventData {
    package static let type: EventType = "inspection.rectification.checked.v1"
    package static let posters: Set<Role> = [.enforcement]
    package var finding: Identifier
    package var institution: USCC
    package var accepted: Bool
    package var subject: String { institution.description }

    package init(finding: Identifier, institution: USCC, accepted: Bool) {
        self.finding = finding
        self.institution = institution
        self.accepted = accepted
    }
}

/// A school of compulsory education that responsible inspectors visit.
package struct SchoolEnrolled: EventData {
    package static let type: EventType = "inspection.school.enrolled.v1"
    package static let posters: Set<Role> = [.education]
    package var school: Identifier
    package var name: Line
    package var township: Identifier
    package var subject: String { school.description }

    package init(school: Identifier, name: Line, township: Identifier) {
        self.school = school
        self.name = name
        self.township = township
    }
}

/// A responsible inspector (责任督学) is given schools (R3.51: three to five).
package struct InspectorAssigned: EventData {
    package static let type: EventType = "inspection.inspector.assigned.v1"
    package static let posters: Set<Role> = [.education]
    package var inspector: Identifier
    package var schools: [Identifier]
    package var subject: String { inspector.description }

    package init(inspector: Identifier, schools: [Identifier]) {
        self.inspector = inspector
        self.schools = schools
    }
}

/// The months of a school year in which each school must be visited (R3.54).
package struct SchoolYearAnnounced: EventData {
    package static let type: EventType = "inspection.schoolYear.announced.v1"
    package static let posters: Set<Role> = [.education]
    package var schoolYear: Identifier
    package var months: [Month]
    package var subject: String { schoolYear.description }

    package init(schoolYear: Identifier, months: [Month]) {
        self.schoolYear = schoolYear
        self.months = months
    }
}

/// Routine (经常性) or special (专项) supervision.
package enum VisitKind: String, Codable, Sendable, Hashable, CaseIterable {
    case routine, special
}

/// On site (线下) or online (线上).
package enum VisitMode: String, Codable, Sendable, Hashable, CaseIterable {
    case onSite, online
}

/// An inspector visited a school.
package struct SchoolVisited: EventData {
    package static let type: EventType = "inspection.school.visited.v1"
    package static let posters: Set<Role> = [.inspector]
    package var visit: Identifier
    package var school: Identifier
    package var inspector: Identifier
    package var day: Day
    package var kind: VisitKind
    package var mode: VisitMode
    package var subject: String { school.description }

    package init(
        visit: Identifier, school: Identifier, inspector: Identifier, day: Day, kind: VisitKind, mode: VisitMode
    ) {
        self.visit = visit
        self.school = school
        self.inspector = inspector
        self.day = day
        self.kind = kind
        self.mode = mode
    }
}

// What the inspection service states.

/// A joint inspection was held: at least two departments took part. Stated on the day after.
package struct InspectionHeld: FactData {
    package static let type: EventType = "inspection.inspection.held.v1"
    package var inspection: Identifier
    package var campaign: Identifier
    package var day: Day
    package var departments: [Identifier]
    package var institutions: Int
    package var subject: String { inspection.description }

    package init(inspection: Identifier, campaign: Identifier, day: Day, departments: [Identifier], institutions: Int) {
        self.inspection = inspection
        self.campaign = campaign
        self.day = day
        self.departments = departments
        self.institutions = institutions
    }
}

/// A finding stands against an institution.
package struct FindingOpened: FactData {
    package static let type: EventType = "inspection.finding.opened.v1"
    package var finding: Identifier
    package var institution: USCC
    package var department: Identifier
    package var category: FindingCategory
    package var severity: Severity
    /// Last day on which the rectification is in time.
    package var due: Day
    package var subject: String { institution.description }

    package init(
        finding: Identifier, institution: USCC, department: Identifier, category: FindingCategory, severity: Severity,
        due: Day
    ) {
        self.finding = finding
        self.institution = institution
        self.department = department
        self.category = category
        self.severity = severity
        self.due = due
    }
}

/// A rectification was not reported by its due day.
package struct RectificationOverdue: FactData {
    package static let type: EventType = "inspection.rectification.overdue.v1"
    package var finding: Identifier
    package var institution: USCC
    package var department: Identifier
    package var due: Day
    package var subject: String { institution.description }

    package init(finding: Identifier, institution: USCC, department: Identifier, due: Day) {
        self.finding = finding
        self.institution = institution
        self.department = department
        self.due = due
    }
}

/// A finding was put right and checked.
package struct FindingClosed: FactData {
    package static let type: EventType = "inspection.finding.closed.v1"
    package var finding: Identifier
    package var institution: USCC
    package var department: Identifier
    package var subject: String { institution.description }

    package init(finding: Identifier, institution: USCC, department: Identifier) {
        self.finding = finding
        self.institution = institution
        self.department = department
    }
}

/// A school had no visit in a month of the school year. Stated on the first day after the month.
package struct SchoolVisitMissed: FactData {
    package static let type: EventType = "inspection.school.visitMissed.v1"
    package var school: Identifier
    package var name: Line
    package var month: Month
    package var inspector: Identifier?
    package var subject: String { school.description }

    package init(school: Identifier, name: Line, month: Month, inspector: Identifier?) {
        self.school = school
        self.name = name
        self.month = month
        self.inspector = inspector
    }
}
