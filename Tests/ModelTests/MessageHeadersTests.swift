import Model
import Testing

@Suite struct MessageHeadersTests {
    @Test func `headers are kept as text byte for byte`() {
        let headers = MessageHeaders([
            MessageHeader(name: "ce_id", value: Array("a:b %41\n".utf8)),
            MessageHeader(name: "ce_ä", value: [0, 0xFF, 0x1F]),
            MessageHeader(name: "content-type", value: Array("application/json; charset=utf-8".utf8)),
            MessageHeader(name: "ce_empty", value: []),
        ])
        #expect(MessageHeaders(text: headers.text) == headers)
        #expect(headers.text.split(separator: "\n").first == "ce_id: a%3Ab%20%2541%0A")
        #expect(MessageHeaders(text: MessageHeaders.none.text) == .none)
    }
}
