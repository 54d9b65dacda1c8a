import QtQuick
import "../components"

// What would you like? Three things to do, and the way out.
StationPage {
    id: page

    required property QtObject home
    required property bool camera
    readonly property var choices: [["measure", "heart-pulse", qsTr("Measure"), qsTr("Blood pressure, oxygen, temperature, weight")], ["talk", "message-circle", qsTr("Ask a question"), qsTr("Speak or type; the answer is read to you")], ["photo", "camera", qsTr("Photograph a report"), page.camera ? qsTr("A laboratory report, explained") : qsTr("There is no camera here")]]

    title: qsTr("What would you like to do?")
    sentence: page.visit.number > 0 ? qsTr("Your number today is %1.").arg(page.visit.number) : ""
    aloud: page.choices.map(choice => choice[2] + ". " + choice[3]).join("\n")

    Grid {
        id: grid

        width: parent.width
        columns: page.abreast ? page.choices.length : 1
        spacing: Theme.spaceL

        Repeater {
            model: page.choices

            ChoiceTile {
                required property var modelData

                objectName: "choose-" + modelData[0]
                width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
                upright: page.abreast
                iconName: modelData[1]
                text: modelData[2]
                about: modelData[3]
                enabled: modelData[0] !== "photo" || page.camera
                onClicked: page.visit.choose(modelData[0])
            }
        }
    }

    VisitReadings {
        width: parent.width
        home: page.home
        wide: page.abreast
    }

    buttons: FootButton {
        objectName: "finish"
        width: parent.width
        kind: page.home.empty ? "quiet" : "primary"
        iconName: "check"
        text: qsTr("I am done")
        onClicked: page.visit.choose("take_away")
    }
}
