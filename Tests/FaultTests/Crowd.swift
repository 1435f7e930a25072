import Foundation
import Kafka
import Model
import Support

/// Events in numbers, written without an encoder: hundreds of thousands of them are posted in seconds.
struct Crowd {
    let platform: Platform
    private let time = "2022-03-02T09:00:00+08:00"

    /// Posts events 1 to `count` of a type by a poster; `data` gives the members of each one's data, and bytes fill it
    /// up to this size.
    func post(
        _ type: EventType, _ count: Int, by poster: String, named name: String, bytes: Int = 0,
        _ data: (Int) -> (key: String, members: String)
    ) throws {
        let producer = try Producer(ProducerConfiguration(brokers: platform.brokers, clientId: "crowd"))
        for number in 1...count {
            let (key, members) = data(number)
            let head = #"{"specversion":"1.0","id":"\#(name)-\#(number)","source":"\#(poster)","type":"\#(type)","#
            let start = head + #""time":"\#(time)","data":{\#(members)"#
            let room = bytes - start.utf8.count - 16
            let filling = room > 0 ? #","filling":"\#(String(repeating: "x", count: room))""# : ""
            try producer.send(
                topic: "\(type.service).intake.\(poster)", key: Array(key.utf8),
                payload: Array((start + filling + "}}").utf8))
        }
        let report = try producer.finish(timeoutMilliseconds: 120_000)
        if let failure = report.failures.first { throw failure.error }
    }

    /// Posts what is no JSON, over all partitions.
    func postUnreadable(_ count: Int, by poster: String, to service: String, bytes: Int) throws {
        let producer = try Producer(ProducerConfiguration(brokers: platform.brokers, clientId: "crowd"))
        let payload = [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
        for number in 0..<count {
            try producer.send(topic: "\(service).intake.\(poster)", key: Array("\(number)".utf8), payload: payload)
        }
        _ = try producer.finish(timeoutMilliseconds: 120_000)
    }

    /// Grids with these names.
    func drawGrids(_ count: Int, named name: String, bytes: Int = 0) throws {
        try post(GridDrawn.type, count, by: "education", named: name, bytes: bytes) { number in
            ("\(name)\(number)", #""grid":"\#(name)\#(number)","township":"城东街道""#)
        }
    }

    /// Surveys of as many institutions in one grid.
    func survey(_ count: Int, in grid: String, bytes: Int = 0) throws {
        try post(InstitutionSurveyed.type, count, by: "expert-panel", named: "in-\(grid)", bytes: bytes) { number in
            let institution = institution(1_000 + number)
            return (
                "\(institution)",
                #""institution":"\#(institution)","name":"机构\#(number)","address":"一号","grid":"\#(grid)""#
            )
        }
    }

    /// Payments of families for one course at the first institution.
    func pay(_ count: Int, for course: String, bytes: Int = 0) throws {
        let institution = institution(1)
        try post(PaymentReceived.type, count, by: "bank", named: "for-\(course)", bytes: bytes) { number in
            (
                "\(course)-\(number)",
                #""enrolment":"\#(course)-\#(number)","institution":"\#(institution)","pupil":"P\#(number)","#
                    + #""guardian":"G\#(number)","course":"\#(course)","hours":40,"courseStarts":"2022-03-02","#
                    + #""courseEnds":"2022-05-31","amountFen":300000,"#
                    + #""contract":{"template":"GF-2021-2604","withdrawalDays":0,"voidTerms":[]}"#
            )
        }
    }

    /// What became of what was posted to a service: accepted, rejected, doubled; and how many wait.
    func decided(_ service: String) throws -> (accepted: Int, rejected: Int, doubled: Int, waiting: Int) {
        let row = try platform.query(
            """
            select sum(accepted), sum(rejected), sum(doubled), (select count(*) from \(service).loop_waiting)
            from \(service).loop_partitions where topic like '\(service).intake.%'
            """)[0].split(separator: ",").map { Int($0) ?? -1 }
        return (row[0], row[1], row[2], row[3])
    }
}
