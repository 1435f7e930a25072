import Kafka
import Model
import Postgres

/// What was refused: kept with its bytes, or with their sum if they are many.
extension LoopTables {
    private static let sums = Statement(
        """
        select encode(sha256(payload), 'hex') from unnest($1::bytea[]) with ordinality large (payload, place)
        order by place
        """)
    private static let keep = Statement(
        """
        insert into loop_rejections
            (topic, partition, record_offset, poster, event_id, reason, detail, day, payload, payload_bytes,
             payload_sha256, headers, arrival, slot, fingerprint)
        select * from unnest($1::text[], $2::int4[], $3::int8[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::date[], $9::bytea[], $10::int8[], $11::text[], $12::text[], $13::int8[], $14::int4[],
            $15::int8[])
        on conflict do nothing
        """)

    /// Keeps what was refused, as it is returned: payloads of more than so many bytes are left in place, since neither
    /// the outbox nor the broker need take what compression had made small. An event that the platform failed to decide
    /// is kept whole: it is to be decided again.
    func reject(_ rejections: [Rejection], on day: Day?, bytesMax: Int) throws(PostgresError) -> [Rejection] {
        guard !rejections.isEmpty else { return [] }
        let kept = try leftInPlace(rejections, bytesMax)
        let (date, slot) = (day.map { PostgresDate($0) }, day.map { Int32(Ring.rejections.slot(of: $0)) } ?? 0)
        let places = kept.map(\.origin)
        let payloads = kept.map(\.payload)
        let parameters: [any PostgresParameter] = [
            places.map(\.partition.topic), places.map(\.partition.partition), places.map(\.offset),
            kept.map(\.poster), kept.map(\.eventId), kept.map(\.reason.rawValue), kept.map(\.detail),
            kept.map { _ in date }, payloads.map(\.kept), payloads.map(\.leftBytes), payloads.map(\.leftSum),
            kept.map(\.headers.text), kept.map(\.arrival.milliseconds), kept.map { _ in slot },
            kept.map(\.fingerprint),
        ]
        try connection.send(Self.keep, parameters)
        return kept
    }

    /// The same, with the sums of large payloads in place of their bytes.
    private func leftInPlace(_ rejections: [Rejection], _ bytesMax: Int) throws(PostgresError) -> [Rejection] {
        let large = rejections.indices.filter {
            rejections[$0].reason != .eventFailed && rejections[$0].payload.kept?.count ?? 0 > bytesMax
        }
        guard !large.isEmpty else { return rejections }
        let payloads = large.compactMap { rejections[$0].payload.kept }
        let sums = try connection.query(Self.sums, [payloads]).map { $0.string(0) }
        var result = rejections
        for (index, (payload, sum)) in zip(large, zip(payloads, sums)) {
            result[index].payload = .leftInPlace(bytes: payload.count, sha256: sum)
        }
        return result
    }
}
