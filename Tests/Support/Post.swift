package import Model

/// What a poster says, ready to be sent.
package struct Post: Sendable {
    /// The poster's intake topic of the service.
    package var topic: String
    package var key: [UInt8]
    package var payload: [UInt8]
    /// When the broker has it; nil: when it is sent.
    package var arriving: Moment?

    package init<Event: EventData>(
        _ data: Event, by poster: String, at time: Moment, id: String, arriving: Moment? = nil
    ) {
        let event = CloudEvent(
            id: id, source: poster, type: Event.type, subject: data.subject, time: time, data: data)
        topic = "\(Event.type.service).intake.\(poster)"
        key = Array(data.subject.utf8)
        payload = event.encoded()
        self.arriving = arriving
    }

    /// Bytes as they are, whatever they say.
    package init(_ payload: [UInt8], on topic: String, key: [UInt8] = []) {
        (self.topic, self.key, self.payload) = (topic, key, payload)
    }
}
