import Service

ServiceMain.run(InspectionApplication.self)
