import Service

ServiceMain.run(BlacklistApplication.self)
