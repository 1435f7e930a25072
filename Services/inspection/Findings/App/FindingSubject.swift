import InspectionRules
import Model
import Service

/// Findings: what is taken of them, and what others are told.
enum FindingSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(FindingRecorded.self) { .findings(.recordFinding($0)) },
        .posted(RectificationReported.self) { .findings(.reportRectification($0)) },
        .posted(RectificationChecked.self) { .findings(.checkRectification($0)) },
    ]

    static func messages(_ fact: FindingFact) -> [any FactData] {
        switch fact {
        case .findingOpened(let finding), .findingReopened(let finding): [finding.opened]
        case .rectificationOverdue(let finding): [finding.overdue]
        case .findingClosed(let finding): [finding.closed]
        case .rectificationReported: []
        }
    }

    static func provides(_ fact: FindingFact) -> [ReferenceKey] {
        switch fact {
        case .findingOpened(let finding): [.finding(finding.id)]
        case .rectificationReported, .findingReopened, .rectificationOverdue, .findingClosed: []
        }
    }
}

extension Finding {
    fileprivate var opened: FindingOpened {
        FindingOpened(
            finding: id, institution: institution, department: department, category: category, severity: severity,
            due: due)
    }

    fileprivate var overdue: RectificationOverdue {
        RectificationOverdue(finding: id, institution: institution, department: department, due: due)
    }

    fileprivate var closed: FindingClosed {
        FindingClosed(finding: id, institution: institution, department: department)
    }
}
