import Model
import NotificationRules
import Postgres
import Service

/// Notification: hears the facts of all services and tells by the district's table who must know, each once.
struct NotificationApplication: Application {
    static let name = "notification"

    static let migrations = [
        Migration("m0001-notices", PackageResources.m0001_notices_sql),
        Migration("m0002-reports", PackageResources.m0002_reports_sql),
        Migration("m0003-files", PackageResources.m0003_files_sql),
        Migration("m0004-retention", PackageResources.m0004_retention_sql),
    ]
    static let rights = PackageResources.rights_sql

    static let rings = [Store.ring]

    static let tables = Store.tables

    static let settings = [
        Setting(
            "NOTICE_DIRECTORY", .text, standard: nil,
            help: "Directory of the notices: <folder of a recipient>/<day>.jsonl, for mail and messengers to send.")
    ]

    static let intake: [IntakeEntry<Command>] = [
        .stated(InstitutionStatusChanged.self) { .statusChanged($0) },
        .stated(SuspicionReported.self) { .suspicion($0) },
        .stated(InspectionHeld.self) { .inspectionHeld($0) },
        .stated(FindingOpened.self) { .findingOpened($0) },
        .stated(RectificationOverdue.self) { .rectificationOverdue($0) },
        .stated(FindingClosed.self) { .findingClosed($0) },
        .stated(SchoolVisitMissed.self) { .visitMissed($0) },
        .stated(PaymentSuspended.self) { .paymentSuspended($0) },
        .stated(InstructionFailed.self) { .instructionFailed($0) },
        .stated(RefundDisputed.self) { .refundDisputed($0) },
        .stated(ClaimsSettled.self) { .claimsSettled($0) },
        .stated(AlertChanged.self) { .alertChanged($0) },
        .stated(ReleasesFrozen.self) { .frozen($0) },
        .stated(ReleasesUnfrozen.self) { .unfrozen($0) },
        .stated(FamilyRepaid.self) { .familyRepaid($0) },
        .stated(EntryStatusChanged.self) { .entryChanged($0) },
        .stated(DepartmentListed.self) { .department($0) },
        .stated(InstitutionSnapshot.self) { .institution($0) },
        .stated(DayOpened.self) { .dayOpened($0) },
    ]

    private let store = Store()
    private let routing: Routing
    private let writer: NoticeWriter

    init(_ configuration: Configuration) throws(ConfigurationError) {
        let path = configuration.text("DISTRICT_DIRECTORY") + "/routing.json"
        let rows = try District.decode([Route].self, path)
        do {
            routing = try Routing(rows)
        } catch {
            throw ConfigurationError("\(path): \(error)")
        }
        writer = NoticeWriter(
            store: store, files: NoticeFiles(directory: configuration.text("NOTICE_DIRECTORY")),
            sessionMilliseconds: configuration.integer("SESSION_TIMEOUT_MS"))
    }

    func load(_ commands: [Command], today: Day, from connection: any Database) throws(PostgresError) -> State {
        try store.load(commands, from: connection)
    }

    func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
        NotificationRules.decide(command, state, circumstances, routing)
    }

    func evolve(_ state: inout State, _ fact: Recorded<Fact>) {
        NotificationRules.evolve(&state, fact.fact)
    }

    func save(_ state: State, _ facts: [Recorded<Fact>], to connection: any Database) throws(PostgresError) {
        try store.save(state, facts, to: connection)
    }

    func messages(_ fact: Fact) -> [any FactData] { [] }

    func committed(_ facts: [Recorded<Fact>], _ connection: any Database) throws(LoopError) -> Int? {
        for case .filesOutlived(let day) in facts.map(\.fact) { try writer.removeFiles(before: day) }
        // Another process may find later that it wrote some too late.
        return try writer.writeSome(connection) ? 100 : 1_000
    }

    func giveUpFiles(_ connection: any Database) throws(LoopError) { try writer.noteDoubtful(connection) }
}
