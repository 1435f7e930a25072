import Postgres

/// The tables of rejections, and of events that wait to be decided.
struct RejectedRows {
    let connection: Connection

    /// Day, service, reason, poster, place, bytes and detail of the latest.
    func list(_ services: [String], reason: String?, poster: String?, last: Int) throws(PostgresError) -> [[String]] {
        let all = services.map { service in
            """
            select coalesce(day::text, '-') as day, '\(service)' as service, reason, poster,
                topic || '/' || partition || '/' || record_offset as place,
                coalesce(octet_length(payload), payload_bytes)::text as bytes, detail, arrival,
                topic, partition, record_offset
            from \(service).loop_rejections
            """
        }
        let statement = Statement(
            """
            select day, service, reason, poster, place, bytes, detail
            from (\(all.joined(separator: " union all "))) refused
            where ($1::text is null or reason = $1) and ($2::text is null or poster = $2)
            order by day desc, arrival desc, topic, partition, record_offset desc limit $3
            """)
        return try connection.query(statement, [reason, poster, Int64(last)]).map { row in
            (0..<7).map { row.string($0) }
        }
    }

    /// Headers and bytes of a rejection; the bytes are nil if they were not kept.
    func find(_ service: String, _ place: Place) throws(PostgresError) -> (headers: String, payload: [UInt8]?)? {
        let statement = Statement(
            """
            select headers, payload is not null, coalesce(payload, '') from \(service).loop_rejections
            where topic = $1 and partition = $2 and record_offset = $3
            """)
        return try connection.query(statement, [place.topic, place.partition, place.offset]).map { row in
            (row.string(0), row.bool(1) ? row.bytes(2) : nil)
        }.first
    }

    /// Lets a service decide one again; false if there is none.
    func retry(_ service: String, _ place: Place) throws(PostgresError) -> Bool {
        let condition = "topic = $1 and partition = $2 and record_offset = $3"
        return try connection.execute(
            again(service, condition), [place.topic, place.partition, place.offset]) == 1
    }

    /// Lets a service decide all of a reason again; how many.
    func retry(_ service: String, reason: String) throws(PostgresError) -> Int {
        try connection.execute(again(service, "reason = $1"), [reason])
    }

    /// The rejection becomes an event that waits and is due; the service then looks again whether its id was used. The
    /// id of what a rule refused is its own, and is given free. Who failed and was posted again meanwhile had its
    /// effect. Of those of one id the first goes; the others stay, and can go when it is decided.
    private func again(_ service: String, _ condition: String) -> Statement {
        Statement(
            """
            with named as (
                select *, coalesce(event_id, topic || '/' || partition || '/' || record_offset) as id
                from \(service).loop_rejections where \(condition) and payload is not null
            ), first as (
                select distinct on (poster, id) slot, topic, partition, record_offset from named
                where not exists (
                    select from \(service).loop_waiting waiting
                    where waiting.poster = named.poster and waiting.event_id = named.id)
                and not (reason = 'EVENT_FAILED' and exists (
                    select from \(service).loop_received received
                    where received.poster = named.poster and received.event_id = named.event_id))
                order by poster, id, arrival, topic, partition, record_offset
            ), taken as (
                delete from \(service).loop_rejections refused using first
                where refused.slot = first.slot and refused.topic = first.topic
                    and refused.partition = first.partition and refused.record_offset = first.record_offset
                returning refused.*
            ), freed as (
                delete from \(service).loop_received received using taken
                where received.poster = taken.poster and received.event_id = taken.event_id
                    and received.fingerprint = taken.fingerprint and taken.reason <> 'EVENT_FAILED'
            ), uncounted as (
                update \(service).loop_partitions counts set rejected = counts.rejected - gone.number
                from (select topic, partition, count(*) as number from taken group by topic, partition) gone
                where counts.topic = gone.topic and counts.partition = gone.partition)
            insert into \(service).loop_waiting (poster, event_id, awaits, topic, partition, record_offset, event_time,
                arrival, until, payload, headers, ready)
            select poster, coalesce(event_id, topic || '/' || partition || '/' || record_offset), 'retry', topic,
                partition, record_offset, 0, arrival, coalesce((select today from \(service).loop_day), current_date),
                payload, headers, true
            from taken
            """)
    }
}
