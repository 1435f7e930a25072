import Foundation
import Testing

@testable import Model

/// Events as the official SDKs really write them to Kafka, in both content modes.
@Suite struct CloudEventsBindingTests {
    private static let path =
        URL(filePath: #filePath).appending(path: "../../Conformance/cloudevents/records.jsonl").standardized.path
    private static let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""

    /// A record as an SDK wrote it; its value is null if there is neither text nor hex.
    private struct Record: Decodable {
        var sdk: String
        var mode: String
        var headers: [[String]]
        var value: String?

        var messageHeaders: MessageHeaders {
            MessageHeaders(headers.map { MessageHeader(name: $0[0], value: Array($0[1].utf8)) })
        }

        /// The number of the event that was given to every SDK; nil if it lost it.
        var number: Int? {
            let id =
                headers.first { $0[0] == "ce_id" }?[1] ?? value?.firstMatch(of: /"id": ?"([^"]*)/).map { "\($0.1)" }
            return id.flatMap { Int($0.trimmingCharacters(in: .whitespaces).prefix(2)) }
        }

        var hasTime: Bool { headers.contains { $0[0] == "ce_time" } || value?.contains("\"time\":") == true }
    }

    /// What becomes of an event whose data must be an object with a member `grid`.
    private func outcome(of record: Record) -> String {
        do {
            let bytes = record.value.map { Array($0.utf8) } ?? []
            _ = try Envelope(bytes, record.messageHeaders, .posted).data(as: GridDrawn.self)
            return "taken"
        } catch  where error.detail == "data.grid is missing" {
            return "taken"
        } catch {
            return "\(error.reason.rawValue) \(error.detail)"
        }
    }

    /// Of each event that is not simply taken, what may become of it besides. Some SDKs write no JSON where data is no
    /// object, and some turn what they cannot write into something else.
    private static let outcomes: [Int: [String]] = [
        6: ["DATA_INVALID data is missing", "DATA_INVALID data must be an object; it was null"],
        7: ["DATA_INVALID data is missing", "DATA_INVALID data must be an object; it was null"],
        8: ["CONTENT_UNSUPPORTED"], 9: ["CONTENT_UNSUPPORTED", "DATA_INVALID data must be an object; it was a text"],
        10: ["DATA_INVALID data must be an object; it was a text", "JSON_MALFORMED data is not JSON"],
        11: ["CONTENT_UNSUPPORTED", "DATA_INVALID data must be an object; it was a text"],
        15: ["DATA_INVALID data must be an object; it was a number"],
        17: ["ENVELOPE_INVALID id must be an id without"],
        18: ["DATA_INVALID data must be an object; it was an array", "JSON_MALFORMED data is not JSON"],
        19: ["DATA_INVALID data must be an object; it was true or false", "JSON_MALFORMED data is not JSON"],
        30: ["ENVELOPE_INVALID specversion must be 1.0"],
        31: ["taken", "CONTENT_UNSUPPORTED data_base64 is not taken"],
        35: ["taken", "ENVELOPE_INVALID time must be like"],
        36: ["DATA_INVALID data must be an object; it was a text", "JSON_MALFORMED data is not JSON"],
        37: ["CONTENT_UNSUPPORTED", "DATA_INVALID data must be an object; it was null"],
        38: ["ENVELOPE_INVALID time must be like 2022-03-01T08:30:00+08:00, in the years 1900 to 2200"],
    ]

    @Test func `each of 538 records of six SDKs is taken, or refused for what is wrong with it`() throws {
        let lines = Self.text.split(separator: "\n")
        #expect(lines.count == 538)
        for line in lines {
            let record = try JSONDecoder().decode(Record.self, from: Data(line.utf8))
            let outcome = outcome(of: record)
            let number = record.number ?? 0
            let expected =
                record.hasTime || [17, 30].contains(number)
                ? Self.outcomes[number] ?? ["taken"] : ["ENVELOPE_INVALID time is missing"]
            #expect(
                expected.contains { outcome.hasPrefix($0) },
                "\(record.sdk), \(record.mode), event \(number): \(outcome)")
        }
    }

    private static let grid = #"{"grid":"G1","township":"城东街道"}"#
    private static let attributes = [
        ("ce_specversion", "1.0"), ("ce_id", "通知 1"), ("ce_source", "education"), ("ce_type", "registry.grid.drawn.v1"),
        ("ce_time", "2021-09-01T08:00:00.123456789+08:00"), ("content-type", "application/json; charset=utf-8"),
        ("ce_traceparent", "00-1"), ("other", "\u{1}"),
    ]

    private func envelope(_ value: String, _ headers: [(String, String)]) throws(DecodeFailure) -> Envelope {
        try Envelope(
            Array(value.utf8),
            MessageHeaders(headers.map { MessageHeader(name: $0.0, value: Array($0.1.utf8)) }), .posted)
    }

    private func changed(_ name: String, _ value: String?) -> [(String, String)] {
        Self.attributes.filter { $0.0 != name } + (value.map { [(name, $0)] } ?? [])
    }

    @Test func `an event is the same in both modes, however its headers are written`() throws {
        let binary = try envelope(Self.grid, Self.attributes)
        #expect(binary.head.id == "通知 1")
        #expect(binary.head.time.milliseconds % 1_000 == 123)
        #expect(try binary.data(as: GridDrawn.self) == GridDrawn(grid: "G1", township: "城东街道"))
        let others = [
            try envelope(Self.grid, Self.attributes.reversed()),
            try envelope(Self.grid, Self.attributes.map { ($0.0.uppercased(), $0.1) }),
            try envelope(Self.grid, changed("content-type", nil)),
        ]
        for other in others {
            #expect(other.head == binary.head)
            #expect(other.fingerprint == binary.fingerprint)
        }
        #expect(try envelope(Self.grid, changed("ce_traceparent", "00-2")).fingerprint != binary.fingerprint)
        let structured = CloudEvent(
            id: "通知 1", source: "education", type: GridDrawn.type, subject: nil, time: binary.head.time,
            data: GridDrawn(grid: "G1", township: "城东街道"))
        for headers in [
            [], [("content-type", "application/cloudevents+json; charset=utf-8")],
            [("content-type", "application/json")],
        ] {
            let text = String(decoding: structured.encoded(), as: UTF8.self)
            #expect(try envelope(text, headers).head == binary.head)
        }
    }

    @Test(arguments: [
        ("content-type", "application/cloudevents-batch+json" as String?, Reason.contentUnsupported),
        ("content-type", "application/cloudevents+avro", .contentUnsupported),
        ("content-type", "application/octet-stream", .contentUnsupported), ("ce_time", nil, .envelopeInvalid),
        ("ce_specversion", nil, .envelopeInvalid), ("ce_specversion", "0.3", .envelopeInvalid),
        ("CE_ID", "2", .envelopeInvalid), ("ce_id", "a\u{0}", .envelopeInvalid),
        ("ce_id", String(repeating: "x", count: 201), .envelopeInvalid), ("ce_source", "", .envelopeInvalid),
    ]) func `what is wrong with the headers is said`(name: String, value: String?, reason: Reason) {
        #expect { try envelope(Self.grid, changed(name, value)) } throws: { ($0 as? DecodeFailure)?.reason == reason }
    }

    @Test(arguments: [
        ("", Reason.dataInvalid, "data is missing"), ("{", .jsonMalformed, "data is not JSON at byte 1"),
        (#"{"grid":"G1"}"#, .dataInvalid, "data.township is missing"),
        (#"{"grid":"G1","grid":"G2","township":"T"}"#, .dataInvalid, "data.grid is there twice"),
    ]) func `a refusal of a binary event names its field and knows who spoke`(
        value: String, reason: Reason, detail: String
    ) throws {
        let envelope = try envelope(value, Self.attributes)
        #expect { try envelope.data(as: GridDrawn.self) } throws: { error in
            let failure = error as? DecodeFailure
            return failure?.reason == reason && failure?.detail.hasPrefix(detail) == true
                && failure?.head == envelope.head
        }
    }

    /// Headers that say two things, or nothing.
    @Test(arguments: [
        ([("content-type", "application/json"), ("Content-Type", "application/avro")], "content-type is there twice"),
        ([("content-type", "application/json; charset=gbk")], "UTF-8"),
        ([("content-type", "application/json"), ("ce_datacontenttype", "application/xml")], "content type"),
        ([("ce_", "x")], "names no attribute"),
        ([("content-type", "application/json; charset=\"UTF-8\"")], ""),
        ([("content-type", "application/json"), ("ce_datacontenttype", "application/json")], ""),
    ])
    func `binary mode takes no headers that contradict each other`(more: [(String, String)], said: String) {
        let own = [
            ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "education"),
            ("ce_type", "registry.grid.drawn.v1"), ("ce_time", "2022-03-01T08:00:00+08:00"),
        ]
        let headers = MessageHeaders((own + more).map { MessageHeader(name: $0.0, value: Array($0.1.utf8)) })
        do {
            _ = try Envelope(Array("{\"grid\":\"G1\"}".utf8), headers, .posted)
            #expect(said == "")
        } catch {
            #expect(said != "" && error.detail.contains(said), "\(error.detail)")
        }
    }
}
