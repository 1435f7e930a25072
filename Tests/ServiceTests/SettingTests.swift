import Testing

@testable import Service

@Suite struct SettingTests {
    private static let settings = [
        Setting("SIZE", .integer(1...10), standard: "5", help: "Pieces."),
        Setting("MODE", .choice(["fast", "safe"]), standard: "safe", help: "How."),
        Setting("ADDRESS", .text, standard: nil, secret: true, help: "Where."),
    ]

    @Test(arguments: [
        (["ADDRESS": "a", "SIZE": "11"], "SIZE must be a whole number from 1 to 10, not «11»"),
        (["ADDRESS": "a", "SIZE": "many"], "SIZE must be a whole number from 1 to 10, not «many»"),
        (["ADDRESS": "a", "MODE": "slow"], "MODE must be one of fast, safe, not «slow»"),
        (["SIZE": "3"], "ADDRESS is not set: Where."),
        (["ADDRESS": ""], "ADDRESS must not be empty"),
    ]) func `a wrong setting is refused by name`(environment: [String: String], sentence: String) {
        #expect { try Configuration.values(of: Self.settings, in: environment) } throws: { "\($0)" == sentence }
    }

    @Test(arguments: [
        ("kafka:9092", true), ("kafka", true), ("a:1,b-c.example:65535", true), (" a:1 , b:2 ", true),
        ("[::1]:9092", true),
        ("", false), (" ", false), (",", false), ("a:1,", false), ("a:b", false), ("a:0", false), ("a:65536", false),
        ("kafka://a:1", false), ("a:1 b:2", false), ("::1:9092", false),
    ]) func `brokers are hosts with ports`(value: String, isTaken: Bool) {
        let setting = Setting("KAFKA_BROKERS", .brokers, standard: nil, help: "Brokers.")
        #expect((setting.complaint(about: value) == nil) == isTaken)
    }

    @Test func `settings that are not given have their standard values`() throws {
        let values = try Configuration.values(of: Self.settings, in: ["ADDRESS": "a"])
        #expect(values == ["ADDRESS": "a", "SIZE": "5", "MODE": "safe"])
    }

    @Test func `help lists every setting with its unit and standard value`() {
        let help = Configuration.help(Setting.common)
        for setting in Setting.common { #expect(help.contains(setting.name) && help.contains(setting.help)) }
    }
}
