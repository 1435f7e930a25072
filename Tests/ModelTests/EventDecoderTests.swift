import Foundation
import Model
import Testing

@Suite struct EventDecoderTests {
    private enum Command: Hashable { case draw(GridDrawn), survey(InstitutionSurveyed) }

    private let decoder = EventDecoder<Command>([
        GridDrawn.type: EventDecoder.entry(GridDrawn.self) { .draw($0) },
        InstitutionSurveyed.type: EventDecoder.entry(InstitutionSurveyed.self) { .survey($0) },
    ])

    private static let good = """
        {"specversion":"1.0","id":"1","source":"education","type":"registry.grid.drawn.v1",\
        "time":"2021-09-01T08:00:00+08:00",\
        "data":{"grid":"G1","township":"城东街道"}}
        """

    @Test func `an event is read in one go: envelope and command`() throws {
        let (head, command) = try decoder.decode(Array(Self.good.utf8))
        #expect(head.id == "1")
        #expect(head.source == "education")
        #expect(command == .draw(GridDrawn(grid: "G1", township: "城东街道")))
    }

    @Test func `what a service states can be read by another`() throws {
        let fact = DayOpened(day: Day(ordinal: 19_000), workingDay: true)
        let event = CloudEvent(
            id: "x", source: "registry", type: DayOpened.type, subject: fact.subject, time: Moment(milliseconds: 5),
            data: fact)
        let days = EventDecoder<DayOpened>([DayOpened.type: EventDecoder.entry(DayOpened.self) { $0 }])
        let (head, read) = try days.decode(event.encoded())
        #expect(read == fact)
        #expect(head.time == Moment(milliseconds: 5))
    }

    @Test(arguments: [
        ("", Reason.messageEmpty), (" ", .jsonMalformed), ("{", .jsonMalformed), ("[1]", .envelopeInvalid),
        ("\"text\"", .envelopeInvalid), ("null", .envelopeInvalid),
        ("[\(Self.good)]", .contentUnsupported),
        (Self.good.replacing("\"data\"", with: "\"data_base64\""), .contentUnsupported),
        (Self.good.replacing("\"id\"", with: "\"datacontenttype\":\"text/xml\",\"id\""), .contentUnsupported),
        (Self.good.replacing("\"id\"", with: "\"x\":[{\"a\":1,\"a\":1}],\"id\""), .envelopeInvalid),
        (Self.good.replacing("\"grid\"", with: "\"x\":[{\"a\":1,\"a\":1}],\"grid\""), .dataInvalid),
        (Self.good.replacing("2021-09", with: "0001-09"), .envelopeInvalid),
        (Self.good.replacing("\"id\":\"1\"", with: "\"id\":\"\\u0000\""), .envelopeInvalid),
        (
            Self.good.replacing("\"id\":\"1\"", with: "\"id\":\"\(String(repeating: "x", count: 1001))\""),
            .envelopeInvalid
        ),
        ("{}", .envelopeInvalid), (Self.good.replacing("1.0", with: "0.3"), .envelopeInvalid),
        (Self.good.replacing("\"id\":\"1\",", with: ""), .envelopeInvalid),
        (Self.good.replacing("\"id\":\"1\"", with: "\"id\":\"\""), .envelopeInvalid),
        (Self.good.replacing("\"id\":\"1\"", with: "\"id\":1"), .envelopeInvalid),
        (Self.good.replacing("T08:00:00+08:00", with: ""), .envelopeInvalid),
        (Self.good.replacing("grid.drawn.v1", with: "grid.drawn.v2"), .schemaVersionUnknown),
        (Self.good.replacing("grid.drawn.v1", with: "grid.painted.v1"), .typeUnknown),
        (Self.good.replacing("\"grid\":\"G1\",", with: ""), .dataInvalid),
        (Self.good.replacing("\"G1\"", with: "7"), .dataInvalid),
        (
            Self.good.replacing("grid.drawn", with: "institution.surveyed").replacing(
                "\"data\":{", with: "\"data\":{\"name\":\"n\",\"address\":\"a\",\"institution\":\"91500114MA5U00000X\","
            ), .usccInvalid
        ),
    ]) func `what cannot be read has a stable reason`(text: String, reason: Reason) {
        #expect { try decoder.decode(Array(text.utf8)) } throws: { ($0 as? DecodeFailure)?.reason == reason }
    }

    @Test func `a refusal after the envelope still knows who spoke`() {
        let text = Self.good.replacing("\"G1\"", with: "7")
        #expect { try decoder.decode(Array(text.utf8)) } throws: { ($0 as? DecodeFailure)?.head?.id == "1" }
    }

    @Test func `a refusal names the place and not the value (G8)`() {
        let text = Self.good.replacing("\"G1\"", with: "[\"李明 13800000000\"]")
        #expect { try decoder.decode(Array(text.utf8)) } throws: { error in
            let detail = (error as? DecodeFailure)?.detail ?? ""
            return detail.contains("data.grid") && !detail.contains("李明")
        }
    }

    @Test func `every type of event has a name of its own that says service and version`() {
        let types = EventCatalogue.intake.map { $0.type } + EventCatalogue.facts.map { $0.type }
        #expect(Set(types).count == types.count)
        for type in types { #expect(type.version == 1 && !type.service.isEmpty, "\(type)") }
    }

    @Test func `somebody may post every intake type, and nobody a fact`() {
        for type in EventCatalogue.intake { #expect(!type.posters.isEmpty, "\(type.type)") }
        for type in EventCatalogue.facts { #expect(type.posters.isEmpty, "\(type.type)") }
    }
}

@Suite struct PolicyTests {
    private static func row(_ key: PolicyKey, _ value: Int64, _ from: Int32, _ through: Int32?) -> PolicyRow {
        PolicyRow(
            key: key, value: value, validFrom: Day(ordinal: from), validThrough: through.map { Day(ordinal: $0) },
            source: "test")
    }

    private static let others = PolicyKey.allCases.filter { $0 != .chargeHoursMax }.map { row($0, 1, 0, nil) }

    @Test func `a decision uses the row in force on its day`() throws {
        let policy = try Policy(
            rows: Self.others + [Self.row(.chargeHoursMax, 60, 0, 99), Self.row(.chargeHoursMax, 40, 100, nil)])
        #expect(
            [-5, 0, 99, 100, 500].map { policy.value(.chargeHoursMax, on: Day(ordinal: $0)) } == [60, 60, 60, 40, 40])
    }

    @Test(
        arguments: [
            (.eventAheadMinutes, Int64.max), (.eventBehindDays, 36_526), (.listingMonths, -1), (.chargeFenMax, .max),
            (.depositRatePpm, 1_000_001),
        ] as [(PolicyKey, Int64)]) func `a value with which nothing can be reckoned is refused by its key`(
            key: PolicyKey, value: Int64
        )
    {
        let rows = PolicyKey.allCases.map { Self.row($0, $0 == key ? value : 1, 0, nil) }
        #expect {
            try Policy(rows: rows)
        } throws: {
            "\($0)".hasPrefix("\(key.rawValue) must be from 0 to")
        }
    }

    private static let holes: [([(Int64, Int32, Int32?)], String)] = [
        ([], "has no row"), ([(60, 0, 99)], "ends"), ([(60, 0, 98), (40, 100, nil)], "gap"),
        ([(60, 0, 100), (40, 100, nil)], "overlap"), ([(60, 0, -1), (40, 0, nil)], "ends before it begins"),
    ]

    @Test(arguments: holes) func `a policy with a hole is refused and says where`(
        rows: [(Int64, Int32, Int32?)], word: String
    ) {
        #expect { try Policy(rows: Self.others + rows.map { Self.row(.chargeHoursMax, $0.0, $0.1, $0.2) }) } throws: {
            error in
            "\(error)".contains(word) && "\(error)".contains("chargeHoursMax")
        }
    }
}
