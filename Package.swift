// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same bar: Swift 6, no warnings, memory-unsafe code marked (and banned outside the C
/// wrappers).
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A service: its folder in `Services`, which is also its program's name, and its module.
struct Service {
    let (folder, module): (String, String)
    /// Folders with rules and program of their own.
    let subjects: [String]
    /// Files of its `migrations`, in the order in which they are applied.
    let migrations: [String]

    init(_ folder: String, _ module: String, subjects: [String] = [], migrations: [String]) {
        (self.folder, self.module, self.subjects, self.migrations) = (folder, module, subjects, migrations)
    }

    /// Two targets in one folder: its pure rules and the program around them.
    var targets: [Target] {
        let (path, files) = ("Services/\(folder)", ["README.md", "migrations", "rights.sql"])
        let (rules, app) = (["Rules"] + subjects.map { "\($0)/Rules" }, ["App"] + subjects.map { "\($0)/App" })
        return [
            .target(
                name: "\(module)Rules", dependencies: ["Model"], path: path, exclude: files + app, sources: rules,
                swiftSettings: settings),
            .executableTarget(
                name: module, dependencies: [.target(name: "\(module)Rules"), "Model", "Service", "Postgres"],
                path: path, exclude: ["README.md"] + rules, sources: app,
                resources: (migrations.map { "migrations/\($0).sql" } + ["rights.sql"]).map { .embedInCode($0) },
                swiftSettings: settings),
        ]
    }
}

/// The services: the only list of their programs. Scripts read the names here (`deploy/lib/list.sh`), and what cannot
/// be made from it is compared with it (ServiceListTests).
let services = [
    Service(
        "registry", "Registry", subjects: ["Institutions", "Grids", "Clock"],
        migrations: ["m0001-institutions", "m0002-reports"]),
    Service(
        "inspection", "Inspection", subjects: ["Inspections", "Findings", "Schools"],
        migrations: ["m0001-inspections", "m0002-reports", "m0003-statuses"]),
    Service(
        "escrow", "Escrow", subjects: ["Accounts", "Tuition", "Families", "Bank", "Watch", "Ledger"],
        migrations: ["m0001-ledger", "m0002-reports", "m0003-passes", "m0004-links", "m0005-claims"]),
    Service("blacklist-publisher", "BlacklistPublisher", migrations: ["m0001-entries", "m0002-reports"]),
    Service(
        "notification", "Notification",
        migrations: ["m0001-notices", "m0002-reports", "m0003-files", "m0004-retention"]),
]
let serviceModules = services.map { Target.Dependency.target(name: $0.module) }

/// A target of `Shared/`, in the folder given.
func module(_ name: String, _ path: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: settings)
}

/// A program for people.
func program(_ name: String, _ path: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["Commands", "Model", "Kafka", "Postgres", "Service"], path: path,
        exclude: ["README.md"], swiftSettings: settings)
}

/// A test target in `Tests/<name>`; all of them may use the broker and the database that `Tests/Support` starts.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["Support"], path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "supervision",
    products: services.map { .executable(name: $0.folder, targets: [$0.module]) } + [
        .executable(name: "console", targets: ["Console"]), .executable(name: "simulator", targets: ["Simulator"]),
    ],
    targets: [
        .systemLibrary(
            name: "CLibrdkafka", path: "Shared/CLibrdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]
        ),
        .systemLibrary(name: "CLibpq", path: "Shared/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        module("Model", "Shared/Model", []),
        module("Kafka", "Shared/Kafka", ["CLibrdkafka"]),
        module("Postgres", "Shared/Postgres", ["CLibpq"]),
        module(
            "Service", "Shared/Service", ["Model", "Kafka", "Postgres"],
            resources: [
                "m0000-loop", "m0000-outbox", "m0000-views", "m0000-arrival", "m0000-isolation", "m0000-rejections",
                "m0000-parked", "m0000-retention", "m0000-due", "m0000-rows", "m0000-pieces", "m0000-finite",
                "m0000-suspected", "m0000-woken",
            ].map { .embedInCode("migrations/\($0).sql") } + [.embedInCode("rights.sql")]),
        module("Commands", "Shared/Commands", ["Model", "Kafka", "Postgres", "Service"]),
        program("Console", "Services/console"),
        program("Simulator", "Services/simulator"),
    ]
        + services.flatMap(\.targets)
        + [
            module("Support", "Tests/Support", ["Model", "Kafka", "Postgres"]),
            tests("ModelTests", ["Model"]),
            module("MockKafka", "Tests/MockKafka", ["CLibrdkafka"]),
            tests("KafkaTests", ["Kafka", "MockKafka"]),
            tests("PostgresTests", ["Postgres"]),
            tests("ServiceTests", ["Service", "Model", "Kafka", "MockKafka", "Postgres"]),
            tests("ContractTests", ["Kafka", "MockKafka"]),
            tests("RegistryRulesTests", ["RegistryRules", "Model"]),
            tests("InspectionRulesTests", ["InspectionRules", "Model"]),
            tests("EscrowRulesTests", ["EscrowRules", "Model"]),
            tests("EscrowStoreTests", ["Escrow", "EscrowRules", "Model", "Service", "Postgres"]),
            tests(
                "DayPortionTests",
                [
                    "BlacklistPublisher", "BlacklistPublisherRules", "Inspection", "InspectionRules", "Model",
                    "Postgres", "Service",
                ]),
            tests("BlacklistPublisherRulesTests", ["BlacklistPublisherRules", "Model"]),
            tests("NotificationRulesTests", ["Notification", "NotificationRules", "Model"]),
            tests("IntegrationTests", ["Model", "Kafka", "Postgres"]),
            tests(
                "ScenarioTests",
                ["Simulator", "Commands", "EscrowRules", "Model", "Kafka", "Postgres", "Service"] + serviceModules),
            tests("ExtendingTests", ["Model"]),
            tests("FaultTests", ["Model", "Kafka", "Postgres"]),
            tests("ProductionTests", ["Model"]),
            // Imports the services: whatever is posted goes through the gate of each.
            // Whatever is posted goes through the gate of each service.
            tests("GateTests", ["Model", "Kafka", "Service"] + serviceModules),
            // Documents are compared with what the services say of themselves.
            tests("TidyTests", ["Model", "Service"] + serviceModules),
        ]
)
