package import Model

/// What is said of findings and their rectification (R3.40).
package enum FindingCommand: Sendable, Hashable {
    case recordFinding(FindingRecorded)
    case reportRectification(RectificationReported)
    case checkRectification(RectificationChecked)
}

/// What became of findings: each as it is then.
package enum FindingFact: Sendable, Hashable {
    case findingOpened(Finding)
    case rectificationReported(Finding)
    /// The check was not passed: the finding is open for another term.
    case findingReopened(Finding)
    case rectificationOverdue(Finding)
    case findingClosed(Finding)
}

extension Keys {
    mutating func add(_ command: FindingCommand) {
        switch command {
        case .recordFinding(let data):
            inspections.insert(data.inspection)
            findings.insert(data.finding)
        case .reportRectification(let data): findings.insert(data.finding)
        case .checkRectification(let data): findings.insert(data.finding)
        }
    }
}

func decide(_ command: FindingCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .recordFinding(let finding): try record(finding, state, circumstances)
    case .reportRectification(let rectification): try report(rectification, state, circumstances)
    case .checkRectification(let rectification): try check(rectification, state, circumstances)
    }
}

extension State {
    mutating func apply(_ fact: FindingFact) {
        switch fact {
        case .findingOpened(let finding), .rectificationReported(let finding), .findingReopened(let finding),
            .rectificationOverdue(let finding), .findingClosed(let finding):
            findings[finding.id] = finding
            changedFindings.insert(finding.id)
        }
    }
}
