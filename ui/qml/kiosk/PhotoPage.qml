import QtQuick
import "../components"

// A report in front of the camera of the station: take the photo, wait, look at the results.
StationPage {
    id: page

    required property QtObject visit
    required property QtObject report

    title: qsTr("Photograph a report")
    sentence: page.report.state === "done" ? "" : qsTr("Lay the report flat under the camera, with all four corners in the picture.")

    Loader {
        active: page.report.state === "empty" && page.visible
        visible: active
        width: parent.width
        height: active ? page.height * 0.6 : 0
        Component.onCompleted: setSource("../components/CameraView.qml", {
            "guide": page.report.guide
        })
        onLoaded: {
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
            width: page.width
            viewModel: page.report
        }
    }

    buttons: BigButton {
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
