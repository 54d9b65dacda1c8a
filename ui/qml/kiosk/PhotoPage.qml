import QtQuick
import "../components"

// A report in front of the camera of the station: take the photo, wait, look at the results.
StationPage {
    id: page

    required property QtObject report
    required property bool camera
    readonly property bool empty: report.state === "empty"

    title: qsTr("Photograph a report")
    sentence: page.empty && page.camera ? qsTr("Lay the report flat under the camera, with all four corners in the picture.") : ""
    aloud: page.report.state === "done" ? page.report.summary.join("\n") : ""

    EmptyState {
        visible: page.empty && !page.camera
        width: parent.width
        iconName: "camera"
        sentence: qsTr("There is no camera here just now. Please ask the staff.")
    }

    Loader {
        active: page.empty && page.camera && page.visible
        visible: active
        width: parent.width
        height: active ? page.height * 0.6 : 0
        Component.onCompleted: setSource("../components/CameraView.qml", {
            "guide": page.report.guide
        })
        onLoaded: {
            item.remedy = Qt.binding(() => qsTr("Please ask the staff."));
            item.taken.connect(photos => page.report.readFiles(photos));
            item.dismissed.connect(() => page.visit.choose("choose"));
        }
    }

    EmptyState {
        visible: page.report.state === "reading"
        width: parent.width
        iconName: "file-text"
        sentence: page.report.stage !== "" ? page.report.stage : qsTr("Reading the report …")
        action: qsTr("Stop")
        actionIcon: "square"
        onActed: page.report.startOver()
    }

    ErrorState {
        visible: page.report.state === "failed"
        width: parent.width
        text: page.report.failure
        action: qsTr("Another photo")
        actionIcon: "camera"
        onActed: page.report.startOver()
    }

    Loader {
        active: page.report.state === "done"
        width: parent.width
        sourceComponent: ReportResults {
            width: page.columnWidth
            viewModel: page.report
        }
    }

    buttons: FootButton {
        objectName: "back"
        width: parent.width
        kind: "soft"
        iconName: "house"
        text: qsTr("Back")
        onClicked: {
            page.report.startOver();
            page.visit.choose("choose");
        }
    }
}
