import QtQuick
import "../components"

// What came so far, and the devices that lie here: what to press on each, and which one is being heard.
StationPage {
    id: page

    required property QtObject home
    readonly property string how: qsTr("Sit down, rest the arm, do not talk. Then press the button on the device: the result appears here.")

    title: qsTr("Measure")
    sentence: devices.count > 0 ? page.how : qsTr("There is no device here just now. Please ask the staff.")

    VisitReadings {
        width: parent.width
        home: page.home
        wide: page.abreast
    }

    Grid {
        id: grid

        width: parent.width
        columns: page.abreast ? 2 : 1
        spacing: Theme.spaceM

        Repeater {
            id: devices

            model: page.visit.devices

            MeasureCard {
                width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
            }
        }
    }

    Notice {
        width: parent.width
        text: page.visit.trouble
    }

    buttons: FootButton {
        objectName: "back"
        width: parent.width
        kind: page.home.empty ? "soft" : "primary"
        iconName: page.home.empty ? "house" : "check"
        text: page.home.empty ? qsTr("Back") : qsTr("Go on")
        onClicked: page.visit.choose("choose")
    }
}
