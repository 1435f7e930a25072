import Model
import Service
import Testing

@testable import BlacklistPublisher
@testable import Escrow
@testable import Inspection
@testable import Notification
@testable import Registry

/// What the code of a service says that it takes, gives and refuses.
struct ServiceFacts: Sendable, CustomTestStringConvertible {
    /// Its folder below `Services/`, which is also its program's name.
    let folder: String
    /// Each type with the roles that may post it, or the topic on which it is stated.
    let takes: [String: Set<String>]
    let settings: [String]

    private init<App: Application>(_ application: App.Type, folder: String) {
        self.folder = folder
        let pairs = App.intake.map { entry in
            (entry.type.description, entry.topic.map { [$0] } ?? Set(entry.posters.map(\.rawValue)))
        }
        takes = Dictionary(uniqueKeysWithValues: pairs)
        settings = App.settings.map(\.name)
    }

    static let all = [
        ServiceFacts(RegistryApplication.self, folder: "registry"),
        ServiceFacts(InspectionApplication.self, folder: "inspection"),
        ServiceFacts(EscrowApplication.self, folder: "escrow"),
        ServiceFacts(BlacklistApplication.self, folder: "blacklist-publisher"),
        ServiceFacts(NotificationApplication.self, folder: "notification"),
    ]

    var testDescription: String { folder }
    var readme: String { "Services/\(folder)/README.md" }

    /// Each type that it states with its topic: those that its code makes, and the day that every service closes.
    var gives: [String: String] {
        let code = Repository.swift("Services/\(folder)").map(\.code).joined(separator: "\n")
        let made = EventCatalogue.facts.filter { type in
            type == DayClosed.self || code.contains(word: "\(type)", followedBy: "(")
        }
        return Dictionary(uniqueKeysWithValues: made.map { ($0.type.description, $0.topic) })
    }

    /// Codes of the reasons with which its rules refuse.
    var refuses: Set<String> {
        let rules = Repository.swift("Services/\(folder)").filter { $0.path.contains("/Rules/") }
        let code = rules.map(\.code).joined(separator: "\n")
        let named = Reason.allCases.filter { reason in
            code.matches(of: /\.refused\(\s*\.(\w+)/).contains { $0.1 == "\(reason)" }
        }
        // A deadline may need a year without a calendar file (Circumstances.workingDays).
        let implied: [Reason] = code.contains(".workingDays(") ? [.calendarYearMissing] : []
        return Set((named + implied).map(\.rawValue))
    }
}

extension String {
    /// True if a word stands somewhere with this right after it.
    func contains(word: String, followedBy mark: String) -> Bool {
        ranges(of: word + mark).contains { range in
            range.lowerBound == startIndex || !self[index(before: range.lowerBound)].isIdentifier
        }
    }
}

extension Character {
    /// May stand in the name of something.
    var isIdentifier: Bool { isLetter || isNumber || self == "_" }
}
