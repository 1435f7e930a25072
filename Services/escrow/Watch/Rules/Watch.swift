package import Model

/// What escrow is told of alerts (R1.52).
package enum WatchCommand: Sendable, Hashable {
    case identifyAlert(AlertIdentified)
    case warnAlert(AlertWarned)
    case answerAlert(AlertAnswered)
    case closeAlert(AlertClosed)
}

/// What became of alerts.
package enum WatchFact: Sendable, Hashable {
    /// Raised, risen or gone on: the alert as it is now.
    case alertChanged(Alert)
}

extension Keys {
    mutating func add(_ command: WatchCommand) {
        switch command {
        case .identifyAlert(let data): add(alert: data.alert, of: data.institution)
        case .warnAlert(let data): add(alert: data.alert, of: data.institution)
        case .answerAlert(let data): add(alert: data.alert, of: data.institution)
        case .closeAlert(let data): add(alert: data.alert, of: data.institution)
        }
    }

    private mutating func add(alert: Identifier, of institution: USCC) {
        institutions.insert(institution)
        alerts.insert(alert)
    }
}

func decide(_ command: WatchCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .identifyAlert(let step): try identify(step, state)
    case .warnAlert(let step): try warn(step, state, circumstances)
    case .answerAlert(let step): try answer(step, state)
    case .closeAlert(let step): try close(step, state)
    }
}

extension State {
    mutating func apply(_ fact: WatchFact) {
        switch fact {
        case .alertChanged(let alert):
            if alerts[alert.id] == nil { add(alert) } else { change(alert: alert.id) { $0 = alert } }
        }
    }
}
